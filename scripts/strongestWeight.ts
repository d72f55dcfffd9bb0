/**
 * Which weight to look at when nobody says.
 * @module
 */
import { placeOf } from '../lib/audit/explain/edges.ts';
import { reportLayers } from '../lib/audit/explain/reportLayers.ts';
import { modelFunction } from '../lib/curvature/index.ts';
import type { Model } from '../lib/index.ts';
import type { RowSource } from '../lib/kernels/index.ts';
import { planFor } from '../lib/model/planFor.ts';

/**
 * The weight with the largest |∂J/∂w| of the first layer that says its terms, by the first of the places where it
 * stands.
 */
export function strongestWeight(
  model: Model, x: RowSource, y: ArrayLike<number>,
): { layer: number; i: number; j: number } {
  const f = modelFunction('explain', model, x, y), gradient = new Float64Array(f.length);
  f.gradient(model.theta, gradient);
  const plan = planFor(model, model.kernels, 1), layers = reportLayers('explain', plan);
  const own = layers.find(({ terms }) => terms !== undefined) ?? layers[1];
  let strongest = -1, i = 1, j = 1;
  own.terms?.forEach((terms, unit) => terms.forEach((term) => {
    if (term.input === undefined) return;
    const slope = Math.abs(gradient[placeOf(own, term, plan)]);
    if (!(slope > strongest)) return;
    [strongest, i, j] = [slope, unit + 1, term.input + 1];
  }));
  return { layer: own.number, i, j };
}
