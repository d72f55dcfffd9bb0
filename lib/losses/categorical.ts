/**
 * What cross-entropies of classes with targets as vectors have in common.
 * @module
 */

import { add, div, exp, mul, sub, type Expression, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, spread, type List, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import type { LossLists, LossNode } from './loss.ts';

type Symbol = Expression<'float'>;

/** A target moved towards 1/outputs by that share. */
export const smoothed = (labelSmoothing: number) => (y: Symbol, outputs: Symbol): Symbol =>
  (labelSmoothing === 0 ? y : add(mul(y, 1 - labelSmoothing), div(labelSmoothing, outputs)));

/** shifted = z − max z, and its exponential. */
const exponentials: Program = lazyFormula({
  name: 'exponentials', arrays: ['z', 'wide', 'shifted', 'p'],
  define: ({ z, wide }) => ({ shifted: sub(z, wide), p: exp(sub(z, wide)) }),
});

/** What a softmax is made of: shifted ← z − max z, p ← its exponential, and wide, in each element, the sum of p. */
export function exponentialsOf(
  { outputs }: LossNode, z: Tensor, p: Tensor, shifted: Tensor, rows: Tensor, wide: Tensor,
): List {
  const m = perExample(1), widen = spread(m, outputs, rows, wide);
  return [
    k.rowMaxima(m, outputs, z, rows),
    ...widen,
    k.elementwise(exponentials, perExample(outputs), [z, wide, shifted, p]),
    k.rowSums(m, outputs, p, rows),
    ...widen,
  ];
}

/** A term of one class, of its target and its probability, and minus the derivative by the latter. */
export interface Curve {
  readonly term: (t: Symbol, p: Symbol) => Symbol;
  readonly slope: (t: Symbol, p: Symbol) => Symbol;
}

/** The formulas of a loss on probabilities, divided by their sum. `wide` is a value of the row's in each element. */
export function ofProbabilities(
  name: string, labelSmoothing: number, { term, slope }: Curve,
): Readonly<Record<'terms' | 'slopes' | 'gradients', Program>> {
  const smooth = smoothed(labelSmoothing);
  return {
    terms: lazyFormula({
      name, arrays: ['a', 'y', 'sum', 'terms'], scalars: ['outputs'],
      define: ({ a, y, sum, outputs }) => ({ terms: term(smooth(y, outputs), div(a, sum)) }),
    }),
    slopes: lazyFormula({
      name: `${name} slopes`, arrays: ['a', 'y', 'sum', 'terms'], scalars: ['outputs'],
      define: ({ a, y, sum, outputs }) => ({ terms: mul(slope(smooth(y, outputs), div(a, sum)), div(a, sum)) }),
    }),
    gradients: lazyFormula({
      name: `${name} gradient`, arrays: ['a', 'y', 'sum', 'wide', 'da'], scalars: ['outputs', 'scale'],
      define: ({ a, y, sum, wide, outputs, scale }) => ({
        da: mul(div(sub(wide, slope(smooth(y, outputs), div(a, sum))), sum), scale),
      }),
    }),
  };
}

/** On probabilities a, divided by their sum. */
export function bindProbabilities(
  { outputs, prediction, targets, losses, gradient, cache }: LossNode,
  { terms, slopes, gradients }: ReturnType<typeof ofProbabilities>,
): LossLists {
  const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
  const sum = cache('sum', size), wide = cache('wide', size), parts = cache('parts', size);
  return {
    forward: [
      k.rowSums(m, outputs, prediction, rows),
      ...spread(m, outputs, rows, sum),
      k.elementwise(terms, size, [prediction, targets, sum, parts], [outputs]),
      k.rowSums(m, outputs, parts, losses),
    ],
    backward: [
      k.elementwise(slopes, size, [prediction, targets, sum, parts], [outputs]),
      k.rowSums(m, outputs, parts, rows),
      ...spread(m, outputs, rows, wide),
      k.elementwise(gradients, size, [prediction, targets, sum, wide, gradient], [outputs, 'scale']),
    ],
  };
}
