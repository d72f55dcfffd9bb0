/**
 * What cross-entropies of yes and no have in common.
 * @module
 */

import {
  abs, add, div, exp, less, log, log1p, mul, negate, select, sigmoid, sub, type Expression,
} from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import type { Loss } from './loss.ts';
import { HIGHEST, LOWEST, clip, isWithin } from './probability.ts';

type Symbol = Expression<'float'>;

/** A target moved towards ½ by that share. */
export const smoothedHalf = (labelSmoothing: number) => (y: Symbol): Symbol =>
  (labelSmoothing === 0 ? y : add(mul(y, 1 - labelSmoothing), 0.5 * labelSmoothing));

/** The cross-entropy of an output and its target, and the derivative by the former. */
interface Terms {
  readonly term: (a: Symbol, t: Symbol) => Symbol;
  readonly derivative: (a: Symbol, t: Symbol) => Symbol;
}

/** Of a logit z. */
export const ofLogit: Terms = {
  term: (z, t) => add(sub(select(less(z, 0), 0, z), mul(z, t)), log1p(exp(negate(abs(z))))),
  derivative: (z, t) => sub(sigmoid(z), t),
};

/** Of a probability, which is clipped; no gradient passes through a clipped one. */
export const ofProbability: Terms = {
  term: (a, t) => {
    const p = clip(a, LOWEST, HIGHEST);
    return negate(add(mul(t, log(p)), mul(sub(1, t), log1p(negate(p)))));
  },
  derivative: (a, t) => select(isWithin(a, LOWEST, HIGHEST), div(sub(a, t), mul(a, sub(1, a))), 0),
};

const logistic = lazyFormula({ name: 'logistic', arrays: ['z', 'a'], define: ({ z }) => ({ a: sigmoid(z) }) });

/** The loss on logits, in the place of a sigmoid. */
export function afterSigmoid(onLogits: Loss): NonNullable<Loss['fused']> {
  return {
    activation: 'sigmoid',
    bind(node) {
      const { outputs, logits, prediction } = node;
      const { forward, backward } = onLogits.bind({ ...node, prediction: logits });
      return { forward: [k.elementwise(logistic, perExample(outputs), [logits, prediction]), ...forward], backward };
    },
  };
}
