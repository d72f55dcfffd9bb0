/**
 * The cross-entropy of classes, targets as vectors.
 * @module
 */
import { expectBoolean, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { add, div, exp, formula, log, mul, negate, select, sub, type Expression, type Program } from '../formula/index.ts';
import { spread, type FloatArray, type Kernels } from '../kernels/index.ts';
import type { Loss, LossNode, LossPass } from './loss.ts';
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
function formulas(labelSmoothing: number): Readonly<Record<'logitTerms' | 'logitGradients' | 'terms' | 'slopes' | 'gradients', Program>> {
  const smooth = (y: Symbol, outputs: Symbol): Symbol =>
    (labelSmoothing === 0 ? y : add(mul(y, 1 - labelSmoothing), div(labelSmoothing, outputs)));
  /** What the sum of a row's targets becomes. */
  const smoothSum = (sum: Symbol): Symbol => (labelSmoothing === 0 ? sum : add(mul(sum, 1 - labelSmoothing), labelSmoothing));
  const slope = (a: Symbol, t: Symbol, sum: Symbol): Symbol => {
    const p = div(a, sum);
    return select(isWithin(p, LOWEST, HIGHEST), div(t, p), 0);
  };
  return {
    logitTerms: formula({
      name: 'categoricalCrossentropy of logits', arrays: ['shifted', 'y', 'wide', 'p'], scalars: ['outputs'],
      define: ({ shifted, y, wide, p, outputs }) => ({ p: div(p, wide), shifted: mul(smooth(y, outputs), sub(log(wide), shifted)) }),
    }),
    logitGradients: formula({
      name: 'categoricalCrossentropy of logits gradient', arrays: ['p', 'y', 'wide', 'dz'], scalars: ['outputs', 'scale'],
      define: ({ p, y, wide, outputs, scale }) => ({ dz: mul(sub(mul(p, smoothSum(wide)), smooth(y, outputs)), scale) }),
    }),
    terms: formula({
      name: 'categoricalCrossentropy', arrays: ['a', 'y', 'sum', 'terms'], scalars: ['outputs'],
      define: ({ a, y, sum, outputs }) => ({ terms: negate(mul(smooth(y, outputs), log(clip(div(a, sum), LOWEST, HIGHEST)))) }),
    }),
    slopes: formula({
      name: 'categoricalCrossentropy slopes', arrays: ['a', 'y', 'sum', 'terms'], scalars: ['outputs'],
      define: ({ a, y, sum, outputs }) => ({ terms: mul(slope(a, smooth(y, outputs), sum), div(a, sum)) }),
    }),
    gradients: formula({
      name: 'categoricalCrossentropy gradient', arrays: ['a', 'y', 'sum', 'wide', 'da'], scalars: ['outputs', 'scale'],
      define: ({ a, y, sum, wide, outputs, scale }) => ({ da: mul(div(sub(wide, slope(a, smooth(y, outputs), sum)), sum), scale) }),
    }),
  };
}

/** On logits z; p gets their softmax. */
function bindLogits<A extends FloatArray>(
  k: Kernels<A>, { outputs, targets, losses, gradient, cache }: LossNode<A>, z: A, p: A, { logitTerms, logitGradients }: ReturnType<typeof formulas>,
): LossPass {
  const rows = cache(), wide = cache(), shifted = cache(), widen = spread(k, outputs, rows, wide);
  const exponentialArrays = [z, wide, shifted, p], termArrays = [shifted, targets, wide, p], gradientArrays = [p, targets, wide, gradient];
  const size = [outputs], sizeAndScale = [outputs, 0];
  return {
    forward(batch) {
      k.rowMaxima(batch, outputs, z, rows);
      widen(batch);
      k.elementwise(exponentials, batch * outputs, exponentialArrays);
      k.rowSums(batch, outputs, p, rows);
      widen(batch);
      k.elementwise(logitTerms, batch * outputs, termArrays, size);
      k.rowSums(batch, outputs, shifted, losses);
    },
    backward(batch, scale) {
      k.rowSums(batch, outputs, targets, rows);
      widen(batch);
      sizeAndScale[1] = scale;
      k.elementwise(logitGradients, batch * outputs, gradientArrays, sizeAndScale);
    },
  };
}

/** On probabilities a, divided by their sum. */
function bindProbabilities<A extends FloatArray>(
  k: Kernels<A>, { outputs, prediction, targets, losses, gradient, cache }: LossNode<A>, { terms, slopes, gradients }: ReturnType<typeof formulas>,
): LossPass {
  const rows = cache(), sum = cache(), wide = cache(), parts = cache();
  const widenSum = spread(k, outputs, rows, sum), widen = spread(k, outputs, rows, wide);
  const termArrays = [prediction, targets, sum, parts], gradientArrays = [prediction, targets, sum, wide, gradient];
  const size = [outputs], sizeAndScale = [outputs, 0];
  return {
    forward(batch) {
      k.rowSums(batch, outputs, prediction, rows);
      widenSum(batch);
      k.elementwise(terms, batch * outputs, termArrays, size);
      k.rowSums(batch, outputs, parts, losses);
    },
    backward(batch, scale) {
      k.elementwise(slopes, batch * outputs, termArrays, size);
      k.rowSums(batch, outputs, parts, rows);
      widen(batch);
      sizeAndScale[1] = scale;
      k.elementwise(gradients, batch * outputs, gradientArrays, sizeAndScale);
    },
  };
}

/**
 * Cross-entropy with a distribution: of an example, −Σⱼ yⱼ·log aⱼ.
 *
 * After a softmax, or fromLogits, it works on the logits z: Σⱼ yⱼ·(log Σ exp(z − max z) − (zⱼ − max z)), ∂/∂zⱼ = softmax(z)ⱼ·Σ y − yⱼ.
 * After anything else the output is taken for probabilities, divided by their sum, then clipped to [10⁻⁷, 1 − 10⁻⁷]; no gradient
 * passes through a clipped one.
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
  const shared = { name, target: 'vector', leastOutputs: 2, expectTargets } as const;
  return madeBy('losses/categoricalCrossentropy', { fromLogits, labelSmoothing }, fromLogits ? {
    ...shared,
    decision: { threshold: undefined, no: 0 },
    bind: (k, node) => bindLogits(k, node, node.prediction, node.cache(), programs),
  } : {
    ...shared,
    bind: (k, node) => bindProbabilities(k, node, programs),
    fused: { activation: 'softmax', bind: (k, node) => bindLogits(k, node, node.logits, node.prediction, programs) },
  });
}
