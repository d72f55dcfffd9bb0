/**
 * The cross-entropy of classes, targets as vectors.
 * @module
 */

import { expectBoolean, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import {
  add, div, exp, formula, log, mul, negate, select, sub, type Expression, type Program,
} from '../formula/index.ts';
import { perExample, spread, type Tensor } from '../kernels/index.ts';
import type { Loss, LossLists, LossNode } from './loss.ts';
import { HIGHEST, LOWEST, clip, isWithin } from './probability.ts';
import { notNegative } from './targets.ts';

export interface CategoricalCrossentropyOptions {
  /** The output is z, to which softmax is yet to be applied. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards 1/outputs by this share, from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
}

type Symbol = Expression<'float'>;

/** shifted = z − max z, and its exponential. */
const exponentials: Program = formula({
  name: 'exponentials', arrays: ['z', 'wide', 'shifted', 'p'],
  define: ({ z, wide }) => ({ shifted: sub(z, wide), p: exp(sub(z, wide)) }),
});

/** The formulas that depend on the smoothing of targets. `wide` is a value of the row's in each element. */
function formulas(
  labelSmoothing: number,
): Readonly<Record<'logitTerms' | 'logitGradients' | 'terms' | 'slopes' | 'gradients', Program>> {
  const smooth = (y: Symbol, outputs: Symbol): Symbol =>
    (labelSmoothing === 0 ? y : add(mul(y, 1 - labelSmoothing), div(labelSmoothing, outputs)));
  /** What the sum of a row's targets becomes. */
  const smoothSum = (sum: Symbol): Symbol =>
    (labelSmoothing === 0 ? sum : add(mul(sum, 1 - labelSmoothing), labelSmoothing));
  const slope = (a: Symbol, t: Symbol, sum: Symbol): Symbol => {
    const p = div(a, sum);
    return select(isWithin(p, LOWEST, HIGHEST), div(t, p), 0);
  };
  return {
    logitTerms: formula({
      name: 'categoricalCrossentropy of logits', arrays: ['shifted', 'y', 'wide', 'p'], scalars: ['outputs'],
      define: ({ shifted, y, wide, p, outputs }) => ({
        p: div(p, wide), shifted: mul(smooth(y, outputs), sub(log(wide), shifted)),
      }),
    }),
    logitGradients: formula({
      name: 'categoricalCrossentropy of logits gradient', arrays: ['p', 'y', 'wide', 'dz'],
      scalars: ['outputs', 'scale'],
      define: ({ p, y, wide, outputs, scale }) => ({
        dz: mul(sub(mul(p, smoothSum(wide)), smooth(y, outputs)), scale),
      }),
    }),
    terms: formula({
      name: 'categoricalCrossentropy', arrays: ['a', 'y', 'sum', 'terms'], scalars: ['outputs'],
      define: ({ a, y, sum, outputs }) => ({
        terms: negate(mul(smooth(y, outputs), log(clip(div(a, sum), LOWEST, HIGHEST)))),
      }),
    }),
    slopes: formula({
      name: 'categoricalCrossentropy slopes', arrays: ['a', 'y', 'sum', 'terms'], scalars: ['outputs'],
      define: ({ a, y, sum, outputs }) => ({ terms: mul(slope(a, smooth(y, outputs), sum), div(a, sum)) }),
    }),
    gradients: formula({
      name: 'categoricalCrossentropy gradient', arrays: ['a', 'y', 'sum', 'wide', 'da'], scalars: ['outputs', 'scale'],
      define: ({ a, y, sum, wide, outputs, scale }) => ({
        da: mul(div(sub(wide, slope(a, smooth(y, outputs), sum)), sum), scale),
      }),
    }),
  };
}

/** On logits z; p gets their softmax. */
function bindLogits(
  { k, outputs, targets, losses, gradient, cache }: LossNode, z: Tensor, p: Tensor,
  { logitTerms, logitGradients }: ReturnType<typeof formulas>,
): LossLists {
  const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
  const wide = cache('wide', size), shifted = cache('shifted', size);
  const widen = spread(k, m, outputs, rows, wide);
  return {
    forward: [
      k.rowMaxima(m, outputs, z, rows),
      ...widen,
      k.elementwise(exponentials, size, [z, wide, shifted, p]),
      k.rowSums(m, outputs, p, rows),
      ...widen,
      k.elementwise(logitTerms, size, [shifted, targets, wide, p], [outputs]),
      k.rowSums(m, outputs, shifted, losses),
    ],
    backward: [
      k.rowSums(m, outputs, targets, rows),
      ...widen,
      k.elementwise(logitGradients, size, [p, targets, wide, gradient], [outputs, 'scale']),
    ],
  };
}

/** On probabilities a, divided by their sum. */
function bindProbabilities(
  { k, outputs, prediction, targets, losses, gradient, cache }: LossNode,
  { terms, slopes, gradients }: ReturnType<typeof formulas>,
): LossLists {
  const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
  const sum = cache('sum', size), wide = cache('wide', size), parts = cache('parts', size);
  return {
    forward: [
      k.rowSums(m, outputs, prediction, rows),
      ...spread(k, m, outputs, rows, sum),
      k.elementwise(terms, size, [prediction, targets, sum, parts], [outputs]),
      k.rowSums(m, outputs, parts, losses),
    ],
    backward: [
      k.elementwise(slopes, size, [prediction, targets, sum, parts], [outputs]),
      k.rowSums(m, outputs, parts, rows),
      ...spread(k, m, outputs, rows, wide),
      k.elementwise(gradients, size, [prediction, targets, sum, wide, gradient], [outputs, 'scale']),
    ],
  };
}

/**
 * Cross-entropy with a distribution: of an example, −Σⱼ yⱼ·log aⱼ.
 *
 * After a softmax, or fromLogits, it works on the logits z: Σⱼ yⱼ·(log Σ exp(z − max z) − (zⱼ − max z)),
 * ∂/∂zⱼ = softmax(z)ⱼ·Σ y − yⱼ. After anything else the output is taken for probabilities, divided by their sum,
 * then clipped to [10⁻⁷, 1 − 10⁻⁷]; no gradient passes through a clipped one.
 *
 * Targets: at least 0; a row need not sum to 1, as in Keras. At least 2 outputs: of one the loss would be a constant.
 *
 * Formula: −Σⱼ y · log(a/Σa)
 * Default: fromLogits false, labelSmoothing 0
 * Source: Keras 2.2.4. TensorFlow's own kernel takes Σ y for 1 in the gradient.
 */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  expectKnownOptions('categoricalCrossentropy', options, ['fromLogits', 'labelSmoothing']);
  const { fromLogits = false, labelSmoothing = 0 } = options;
  expectBoolean('categoricalCrossentropy', 'fromLogits', fromLogits);
  expectNumber('categoricalCrossentropy', 'labelSmoothing', labelSmoothing, 0, 1);
  const programs = formulas(labelSmoothing);
  const name = 'categoricalCrossentropy', expectTargets = notNegative(name);
  const notation: Loss['notation'] = ({ a, y, sum }) => `−${sum}${y} log ${a}`;
  const shared = { name, target: 'vector', leastOutputs: 2, expectTargets, notation } as const;
  return madeBy('losses/categoricalCrossentropy', { fromLogits, labelSmoothing }, fromLogits ? {
    ...shared,
    decision: { threshold: undefined, no: 0 },
    bind: (node) => bindLogits(node, node.prediction, node.cache('a', perExample(node.outputs)), programs),
  } : {
    ...shared,
    bind: (node) => bindProbabilities(node, programs),
    fused: { activation: 'softmax', bind: (node) => bindLogits(node, node.logits, node.prediction, programs) },
  });
}
