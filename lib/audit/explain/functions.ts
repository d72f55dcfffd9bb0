/**
 * The chain of functions from a weight to the loss: the report's 2.1.
 * @module
 */

import type { Loss } from '../../losses/index.ts';
import type { ExplainedParameter } from './explainedParameter.ts';
import type { LayerValues } from './levels.ts';
import type { ReportLayer } from './reportLayers.ts';
import { activationSymbol, lowered, raised, unitSymbol, weightSymbol } from './symbols.ts';

/** One function of the chain, such as a²₁ = ReLU(z²₁). */
export interface ChainedFunction {
  readonly left: string;
  readonly right: string;
  /** For which units it stands, 'k = 1 … 3'; undefined for one only. */
  readonly units: string | undefined;
  /** Its value in the first example, where it is one. */
  readonly value: number | undefined;
}

/** Most terms of a sum that are written out. */
const MOST_TERMS = 4;

/** From the layer of the weight to the loss, with the values of one example. */
export function functionsOf(
  layers: readonly ReportLayer[], { layer, i }: ExplainedParameter, values: readonly LayerValues[], loss: Loss,
): ChainedFunction[] {
  const chain = layers.slice(layer - 1).flatMap((own) => {
    const unit = own.number === layer ? i : own.width === 1 ? 1 : undefined;
    return functionsOfLayer(own, layers[own.number - 2].width, unit, values[own.number - 1]);
  });
  return [...chain, { left: 'J', right: lossText(loss, layers[layers.length - 1]), units: undefined, value: undefined }];
}

/** z and a of one unit, or of all units k. */
function functionsOfLayer(
  { number, width, activation, dense }: ReportLayer, inputs: number, unit: number | undefined, { z, a }: LayerValues,
): ChainedFunction[] {
  const index = unit === undefined ? 'ₖ' : lowered(unit), of = (name: string): string => `${name}${raised(number)}${index}`;
  const units = unit === undefined ? `k = 1 … ${width}` : undefined;
  const value = (values: Float64Array | undefined): number | undefined => (unit === undefined ? undefined : values?.[unit - 1]);
  const bias = (dense?.parameters.length ?? 0) > 1 ? ` + ${of('b')}` : '', f = activationSymbol(activation?.name ?? '');
  const applied = activation === undefined ? of('z') : activation.formulas === undefined ? `${f}(z${raised(number)})${index}` : `${f}(${of('z')})`;
  return [
    { left: of('z'), right: `${sumOf(number, inputs, unit)}${bias}`, units, value: value(z) },
    { left: of('a'), right: applied, units, value: value(a) },
  ];
}

/** Σ w·a over the units of the layer before, written out where they are few. */
function sumOf(layer: number, inputs: number, unit: number | undefined): string {
  const a = (j: number): string => unitSymbol('a', layer - 1, j);
  const w = (j: number): string => (unit === undefined ? `w${raised(layer)}ₖ${lowered(j)}` : weightSymbol(layer, unit, j));
  if (inputs <= MOST_TERMS) return Array.from({ length: inputs }, (_, j) => `${w(j + 1)} ${a(j + 1)}`).join(' + ');
  return `Σⱼ w${raised(layer)}${unit === undefined ? 'ₖ' : lowered(unit)}ⱼ a${raised(layer - 1)}ⱼ`;
}

function lossText({ name }: Loss, { number, width }: ReportLayer): string {
  const a = `a${raised(number)}`, k = width === 1 ? '₁' : 'ₖ', sum = width === 1 ? '' : 'Σₖ ', mean = width === 1 ? '' : `1/${width} Σₖ `;
  if (name === 'halfSquaredError') return `½ ${sum}(${a}${k} − y${k})²`;
  if (name === 'meanSquaredError') return `${mean}(${a}${k} − y${k})²`;
  if (name === 'meanAbsoluteError') return `${mean}|${a}${k} − y${k}|`;
  if (name === 'sparseCategoricalCrossentropy' || name === 'categoricalCrossentropy') return `−Σₖ yₖ log ${a}ₖ`;
  return `${name}(${a}, y)`;
}
