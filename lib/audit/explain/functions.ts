/**
 * The chain of functions from a weight to the loss: the report's 2.1.
 * @module
 */

import type { Loss } from '../../losses/index.ts';
import type { ExplainedParameter } from './explainedParameter.ts';
import type { ExampleValues, LayerValues } from './levels.ts';
import type { ReportLayer } from './reportLayers.ts';
import { kindOf } from './stretches.ts';
import { activationSymbol, lowered, raised, unitSymbol, weightSymbol } from './symbols.ts';

/** One function of the chain, such as a²₁ = ReLU(z²₁). */
export interface ChainedFunction {
  /** What is computed, such as a²₁. */
  readonly left: string;
  /** From what, such as ReLU(z²₁). */
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
  layers: readonly ReportLayer[], { layer, i, uses }: ExplainedParameter, { layers: values, shares }: ExampleValues,
  loss: Loss,
): ChainedFunction[] {
  const chain = layers.slice(layer - 1).flatMap((own) => {
    const unit = own.number === layer && uses.length === 1 ? i : own.width === 1 ? 1 : undefined;
    return functionsOfLayer(own, layers[own.number - 2].width, unit, values[own.number - 1]);
  });
  return [
    ...chain,
    { left: 'J', right: lossText(loss, layers[layers.length - 1], shares.length), units: undefined, value: undefined },
  ];
}

/** z and a of one unit, or of all units k. */
function functionsOfLayer(
  own: ReportLayer, inputs: number, unit: number | undefined, { z, a }: LayerValues,
): ChainedFunction[] {
  const { number, width, activation } = own;
  const index = unit === undefined ? 'ₖ' : lowered(unit);
  const of = (name: string): string => `${name}${raised(number)}${index}`;
  const units = unit === undefined ? `k = 1 … ${width}` : undefined;
  const value = (values: Float64Array | undefined): number | undefined =>
    (unit === undefined ? undefined : values?.[unit - 1]);
  const f = activation && activationSymbol(activation);
  const applied = activation === undefined ? of('z')
    : activation.formulas === undefined ? `${f}(z${raised(number)})${index}` : `${f}(${of('z')})`;
  return [
    { left: of('z'), right: made(own, inputs, unit, index), units, value: value(z) },
    { left: of('a'), right: applied, units, value: value(a) },
  ];
}

/** What z is made of; if the layer says so, Σ w·a over the units before, written out where they are few, and b. */
function made(
  { number, stretch, terms }: ReportLayer, inputs: number, unit: number | undefined, index: string,
): string {
  const before = `a${raised(number - 1)}`;
  if (stretch === undefined) return `${before}${index}`;
  if (terms === undefined) return `${kindOf(stretch)}(${before})${index}`;
  const own = terms[(unit ?? 1) - 1], from = own.flatMap(({ input }) => (input === undefined ? [] : [input + 1]));
  const isSame = unit !== undefined || terms.every(({ length }) => length >= inputs); // all units have all inputs
  const w = (j: number): string =>
    (unit === undefined ? `w${raised(number)}ₖ${lowered(j)}` : weightSymbol(number, unit, j));
  const sum = isSame && from.length <= MOST_TERMS
    ? from.map((j) => `${w(j)} ${unitSymbol('a', number - 1, j)}`)
    : [`Σⱼ w${raised(number)}${index}ⱼ ${before}ⱼ`];
  return [...sum, ...(own.length > from.length ? [`b${raised(number)}${index}`] : [])].join(' + ');
}

/** Of all rows, each of which has the units k of its own. */
function lossText({ name, notation }: Loss, { number, width }: ReportLayer, rows: number): string {
  const a = `a${raised(number)}`, outputs = width / rows, isOne = width === 1, k = isOne ? '₁' : 'ₖ';
  const isSingle = outputs === 1;
  const symbols = { a: `${a}${k}`, y: `y${k}`, sum: isSingle ? '' : 'Σₖ ', mean: isSingle ? '' : `1/${outputs} Σₖ ` };
  const row = notation?.(symbols) ?? `${name}(${a}, y)`;
  return rows === 1 ? row : `the mean over ${rows} rows of ${row}`;
}
