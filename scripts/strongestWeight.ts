/**
 * Which weight to look at when nobody says.
 * @module
 */
import { modelFunction } from '../lib/curvature/index.ts';
import type { Model } from '../lib/index.ts';

/** The weight of layer 2 with the largest |∂J/∂w|: of the first tensor of weights, inputs × units. */
export function strongestWeight(
  model: Model, x: Float32Array, y: ArrayLike<number>,
): { layer: number; i: number; j: number } {
  const f = modelFunction('explain', model, x, y), gradient = new Float64Array(f.length);
  f.gradient(model.theta, gradient);
  const { offset, length, shape } = model.parameters[0];
  let strongest = 0;
  for (let p = 1; p < length; p++) {
    if (Math.abs(gradient[offset + p]) > Math.abs(gradient[offset + strongest])) strongest = p;
  }
  return { layer: 2, i: (strongest % shape[1]) + 1, j: Math.floor(strongest / shape[1]) + 1 };
}
