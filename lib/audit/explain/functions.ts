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
  layers: readonly ReportLayer[], { layer, i, uses }: ExplainedParameter, values: readonly LayerValues[], loss: Loss,
): ChainedFunction[] {
  const chain = layers.slice(layer - 1).flatMap((own) => {
    const unit = own.number === layer && uses.length === 1 ? i : own.width === 1 ? 1 : undefined;
    return functionsOfLayer(own, layers[own.number - 2].width, unit, values[own.number - 1]);
  });
  return [
    ...chain, { left: 'J', right: lossText(loss, layers[layers.length - 1]), units: undefined, value: undefined },
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
function made({ number, pass, terms }: ReportLayer, inputs: number, unit: number | undefined, index: string): string {
  const before = `a${raised(number - 1)}`;
  if (pass === undefined) return `${before}${index}`;
  if (terms === undefined) return `${pass.node.of.layer.kind}(${before})${index}`;
  const own = terms[(unit ?? 1) - 1], from = own.flatMap(({ input }) => (input === undefined ? [] : [input + 1]));
  const isSame = unit !== undefined || terms.every(({ length }) => length >= inputs); // all units have all inputs
  const w = (j: number): string =>
    (unit === undefined ? `w${raised(number)}ₖ${lowered(j)}` : weightSymbol(number, unit, j));
  const sum = isSame && from.length <= MOST_TERMS
    ? from.map((j) => `${w(j)} ${unitSymbol('a', number - 1, j)}`)
    : [`Σⱼ w${raised(number)}${index}ⱼ ${before}ⱼ`];
  return [...sum, ...(own.length > from.length ? [`b${raised(number)}${index}`] : [])].join(' + ');
}

function lossText({ name, notation }: Loss, { number, width }: ReportLayer): string {
  const a = `a${raised(number)}`, isOne = width === 1, k = isOne ? '₁' : 'ₖ';
  const symbols = { a: `${a}${k}`, y: `y${k}`, sum: isOne ? '' : 'Σₖ ', mean: isOne ? '' : `1/${width} Σₖ ` };
  return notation?.(symbols) ?? `${name}(${a}, y)`;
}
