/**
 * The gradient of a mini-batch beside that of all examples: the report's 3.1.
 * @module
 */
import type { Explanation } from '../../lib/audit/index.ts';
import { shown } from '../../lib/audit/explain/symbols.ts';
import type { Model } from '../../lib/index.ts';
import type { Examples } from './examples.ts';
import { gradientOf } from './gradientOf.ts';

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);

/** J, ∂J/∂w and ‖∇J‖ of the mini-batch and of all examples, and how far apart the two gradients are. */
export function drawMiniBatch(
  model: Model, part: Examples, all: Examples, { weight: { symbol, index } }: Explanation,
): string {
  const [few, many] = [part, all].map(({ x, y }) => gradientOf(model, x, y));
  const [fewNorm, manyNorm] = [few, many].map(({ gradient }) => Math.sqrt(dot(gradient, gradient)));
  const difference = few.gradient.map((v, i) => v - many.gradient[i]);
  const cosine = dot(few.gradient, many.gradient) / (fewNorm * manyNorm);
  const rows: readonly (readonly [string, number, number])[] = [
    ['J', few.loss, many.loss], [`∂J/∂${symbol}`, few.gradient[index], many.gradient[index]],
    ['‖∇J‖', fewNorm, manyNorm],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const titles = [part, all].map(({ count }) => `of ${count.toLocaleString('en')} examples`);
  return [
    'The mini-batch beside all examples, ∇J = 1/m · (Σ of the examples\' gradients)',
    `  ${''.padEnd(width)}${titles.map((title) => title.padStart(20)).join('')}`,
    ...rows.map(([name, ...values]) =>
      `  ${name.padEnd(width)}${values.map((value) => shown(value).padStart(20)).join('')}`),
    `  The one ∇J lies ${shown(Math.sqrt(dot(difference, difference)))} from the other; the cosine of the angle `
    + `between them is ${shown(cosine)}.`,
    '  1/m multiplies the whole sum: the report leaves out the parentheses.',
  ].join('\n');
}
