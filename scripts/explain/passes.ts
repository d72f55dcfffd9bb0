/**
 * A small network forward and back, number by number: the report's 2.1 and 2.2 for all of it.
 * @module
 */
import type { Explanation } from '../../lib/audit/index.ts';
import { lowered, raised, unitSymbol } from '../../lib/audit/explain/symbols.ts';
import { gradientOf } from './gradientOf.ts';
import { asFactor, shown } from './numbers.ts';
import type { ReportExample } from './reportExample.ts';

const vector = (values: ArrayLike<number>): string => `(${Array.from(values, (v) => shown(v)).join(', ')})`;

/** ` + 0.1`, ` − 0.26` */
const added = (value: number): string => ` ${value < 0 ? '−' : '+'} ${shown(Math.abs(value))}`;

/** w and b of each layer from the second on, as the report counts: w[i][j] leads from unit j to unit i. */
function tensorsOf({ model: { parameters } }: ReportExample, buffer: Float32Array): { w: number[][]; b: number[] }[] {
  const of = (name: string) => parameters.filter((parameter) => parameter.name === name);
  return of('w').map(({ offset, shape: [inputs, units] }, l) => ({
    w: Array.from(
      { length: units }, (_, i) => Array.from({ length: inputs }, (_unit, j) => buffer[offset + j * units + i]),
    ),
    b: Array.from(buffer.subarray(of('b')[l].offset, of('b')[l].offset + units)),
  }));
}

/** Every z and a with what it is made of, and J. */
export function drawForward(example: ReportExample, { examples: [{ values, loss }] }: Explanation): string {
  const { y, model } = example, { layers } = values;
  const rows = tensorsOf(example, model.theta).flatMap(({ w, b }, l) => w.map((weights, i) => {
    const before = layers[l].a, { z, a } = layers[l + 1], number = l + 2;
    const terms = weights.map((weight, j) => `${(j === 0 ? shown : added)(weight)} · ${asFactor(before[j])}`).join('');
    return {
      left: `${unitSymbol('z', number, i + 1)} = ${terms}${added(b[i])}`, value: shown(z?.[i] ?? NaN),
      right: `${unitSymbol('a', number, i + 1)} = ReLU(${unitSymbol('z', number, i + 1)}) = ${shown(a[i])}`,
      isFirst: i === 0,
    };
  }));
  const width = Math.max(...rows.map(({ left }) => left.length)), last = layers[layers.length - 1].a;
  const errors = y.map((target, i) => `(${shown(last[i])} − ${shown(target)})²`).join(' + ');
  return [
    'Forward (2.1): z of each unit is Σ w·a of the layer before, and b; a = ReLU(z)',
    `  a¹  = ${vector(layers[0].a)}`,
    ...rows.map(({ left, value, right, isFirst }) =>
      `${isFirst ? '\n' : ''}  ${left.padEnd(width)} = ${value.padEnd(9)}${right}`),
    `\n  J   = ½ · (${errors}) = ${shown(loss)}`,
  ].join('\n');
}

/** ∂J/∂z of each layer from the last back, and with it ∂J/∂w and ∂J/∂b: all of ∇J. */
export function drawBackward(example: ReportExample, { examples: [{ values }] }: Explanation): string {
  const { model, x, y } = example, { layers } = values, { gradient } = gradientOf(model, x, y);
  const tensors = tensorsOf(example, gradient), last = layers.length, output = layers[last - 1].a;
  const blocks = tensors.map(({ w, b }, l) => {
    const number = l + 2, n = raised(number);
    const next = raised(number + 1), from = number === last ? `(a${n} − y)` : `(w${next})ᵀ · ∂J/∂z${next}`;
    const row = (name: string, cells: readonly string[], bias: string): string =>
      `  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(11)).join('')}${bias.padStart(14)}`;
    const heading = row('', w[0].map((_, j) => `j = ${j + 1}`), `∂J/∂b${n}ᵢ`);
    const lines = w.map((own, i) => row(`∂J/∂w${n}${lowered(i + 1)}ⱼ`, own.map(shown), shown(b[i])));
    return [`\n  ∂J/∂z${n} = ${from} ⊙ ReLU′(z${n}) = ${vector(b)}`, heading, ...lines].join('\n');
  });
  return [
    'Back (2.2): the whole ∇J. ∂J/∂wᵢⱼ = ∂J/∂zᵢ · aⱼ of the layer before; ∂J/∂bᵢ = ∂J/∂zᵢ',
    `  ∂J/∂a${raised(last)} = a${raised(last)} − y = ${vector(output.map((a, i) => a - y[i]))}`,
    ...blocks.reverse(),
  ].join('\n');
}
