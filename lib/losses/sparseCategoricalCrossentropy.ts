import { and, div, formula, less, lessOrEqual, log, select, type Program } from '../formula/index.ts';
import type { Loss } from './loss.ts';

/** Keras' bounds on a probability, 10⁻⁷ and 1 − 10⁻⁷, as binary32 rounds them. */
const LOWEST = Math.fround(1e-7);
const HIGHEST = Math.fround(1 - 1e-7);

/** Logarithms of clipped probabilities; NaN stays NaN. */
const clippedLogarithm: Program = formula({
  name: 'clipped logarithm', arrays: ['a', 'z'],
  define: ({ a }) => ({ z: log(select(less(a, LOWEST), LOWEST, select(less(HIGHEST, a), HIGHEST, a))) }),
});

/** From ∂/∂z to ∂/∂a: the derivative of the logarithm, and none through a clipped probability. */
const clippedLogarithmGradient: Program = formula({
  name: 'clipped logarithm gradient', arrays: ['a', 'da'],
  define: ({ a, da }) => ({ da: select(and(lessOrEqual(LOWEST, a), lessOrEqual(a, HIGHEST)), div(da, a), 0) }),
});

/**
 * Cross-entropy with the number of the right class: of an example, −log p_y.
 *
 * After a softmax it works on the logits z: log Σ exp(z − max z) − (z_y − max z), with ∂/∂z = softmax(z) − [j = y], as
 * TensorFlow does; it has no upper bound and learns from a confidently wrong example.
 * After anything else the output is taken for probabilities, clipped to [10⁻⁷, 1 − 10⁻⁷] and divided by their sum, as Keras
 * does; no gradient passes through a clipped one.
 *
 * Targets: one label an example, a whole number from 0 to outputs − 1.
 */
export const sparseCategoricalCrossentropy: Loss = {
  name: 'sparseCategoricalCrossentropy',
  target: 'label',
  bind(k, { outputs, prediction, targets, losses, gradient, cache }) {
    const logarithms = cache(), normalised = cache();
    const forwardArrays = [prediction, logarithms], backwardArrays = [prediction, gradient];
    return {
      forward(batch) {
        k.elementwise(clippedLogarithm, batch * outputs, forwardArrays, []);
        k.softmaxCrossentropy(batch, outputs, logarithms, targets, normalised, losses);
      },
      backward(batch, scale) {
        k.softmaxCrossentropyGradient(batch, outputs, normalised, targets, scale, gradient);
        k.elementwise(clippedLogarithmGradient, batch * outputs, backwardArrays, []);
      },
    };
  },
  fused: {
    activation: 'softmax',
    bind: (k, { outputs, logits, prediction, targets, losses, gradient }) => ({
      forward: (batch) => k.softmaxCrossentropy(batch, outputs, logits, targets, prediction, losses),
      backward: (batch, scale) => k.softmaxCrossentropyGradient(batch, outputs, prediction, targets, scale, gradient),
    }),
  },
};
