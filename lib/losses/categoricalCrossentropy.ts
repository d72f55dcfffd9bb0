/**
 * The cross-entropy of classes, targets as vectors.
 * @module
 */

import { expectBoolean, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { add, div, log, mul, negate, select, sub, type Expression, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, spread, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { bindProbabilities, exponentialsOf, ofProbabilities, smoothed, type Curve } from './categorical.ts';
import { withReduction, type Loss, type LossLists, type LossNode, type LossOptions } from './loss.ts';
import { ofClasses } from './ofClasses.ts';
import { HIGHEST, LOWEST, clip, expectLastAxis, isWithin } from './probability.ts';
import { notNegative } from './targets.ts';

/** What {@link categoricalCrossentropy} takes. */
export interface CategoricalCrossentropyOptions extends LossOptions {
  /** The output is z, to which softmax is yet to be applied. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards 1/outputs by this share, from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
  /** Only −1, the last. Default −1. */
  readonly axis?: -1;
}

type Symbol = Expression<'float'>;

/** −t·log p of a clipped p, through which no gradient passes. */
const curve: Curve = {
  term: (t, p) => negate(mul(t, log(clip(p, LOWEST, HIGHEST)))),
  slope: (t, p) => select(isWithin(p, LOWEST, HIGHEST), div(t, p), 0),
};

/** The formulas on logits. `wide` is a value of the row's in each element. */
function ofLogits(labelSmoothing: number): Readonly<Record<'logitTerms' | 'logitGradients', Program>> {
  const smooth = smoothed(labelSmoothing);
  /** What the sum of a row's targets becomes. */
  const smoothSum = (sum: Symbol): Symbol =>
    (labelSmoothing === 0 ? sum : add(mul(sum, 1 - labelSmoothing), labelSmoothing));
  return {
    logitTerms: lazyFormula({
      name: 'categoricalCrossentropy of logits', arrays: ['shifted', 'y', 'wide', 'p'], scalars: ['outputs'],
      define: ({ shifted, y, wide, p, outputs }) => ({
        p: div(p, wide), shifted: mul(smooth(y, outputs), sub(log(wide), shifted)),
      }),
    }),
    logitGradients: lazyFormula({
      name: 'categoricalCrossentropy of logits gradient', arrays: ['p', 'y', 'wide', 'dz'],
      scalars: ['outputs', 'scale'],
      define: ({ p, y, wide, outputs, scale }) => ({
        dz: mul(sub(mul(p, smoothSum(wide)), smooth(y, outputs)), scale),
      }),
    }),
  };
}

/** On logits z; p gets their softmax. */
function bindLogits(
  node: LossNode, z: Tensor, p: Tensor, { logitTerms, logitGradients }: ReturnType<typeof ofLogits>,
): LossLists {
  const { outputs, targets, losses, gradient, cache } = node;
  const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
  const wide = cache('wide', size), shifted = cache('shifted', size);
  return {
    forward: [
      ...exponentialsOf(node, z, p, shifted, rows, wide),
      k.elementwise(logitTerms, size, [shifted, targets, wide, p], [outputs]),
      k.rowSums(m, outputs, shifted, losses),
    ],
    backward: [
      k.rowSums(m, outputs, targets, rows),
      ...spread(m, outputs, rows, wide),
      k.elementwise(logitGradients, size, [p, targets, wide, gradient], [outputs, 'scale']),
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
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: −Σⱼ y · log(a/Σa)
 * Default: fromLogits false, labelSmoothing 0
 * Source: Keras 2.2.4. TensorFlow's own kernel takes Σ y for 1 in the gradient.
 */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  expectKnownOptions('categoricalCrossentropy', options, ['fromLogits', 'labelSmoothing', 'axis', 'reduction']);
  const { fromLogits = false, labelSmoothing = 0, axis = -1, reduction } = options;
  expectBoolean('categoricalCrossentropy', 'fromLogits', fromLogits);
  expectNumber('categoricalCrossentropy', 'labelSmoothing', labelSmoothing, 0, 1);
  expectLastAxis('categoricalCrossentropy', axis);
  const name = 'categoricalCrossentropy', programs = ofLogits(labelSmoothing), expectTargets = notNegative(name);
  const shares = ofProbabilities(name, labelSmoothing, curve);
  const notation: Loss['notation'] = ({ a, y, sum }) => `−${sum}${y} log ${a}`;
  const shared = { name, target: 'vector', leastOutputs: 2, expectTargets, notation } as const;
  const loss = ofClasses(shared, fromLogits,
    (node) => bindProbabilities(node, shares), (node, z, p) => bindLogits(node, z, p, programs));
  const given = { fromLogits, labelSmoothing, reduction };
  return madeBy('losses/categoricalCrossentropy', given, withReduction(name, loss, reduction));
}
