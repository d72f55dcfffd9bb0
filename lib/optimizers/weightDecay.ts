/**
 * Weight decay beside the step of any optimizer.
 * @module
 */

import type { Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import * as calls from '../kernels/allCalls.ts';
import type { List } from '../kernels/index.ts';
import { decayed } from './functors/adamW.ts';
import type { Piece } from './state.ts';

/** θ ← θ ⊖ (θ ⊗ weightDecay) ⊗ lr. Source: Loshchilov, Hutter 2019; Keras 3 (the base Optimizer). */
const weightDecayed: Program = lazyFormula({
  name: 'weightDecay', arrays: ['theta'], scalars: ['weightDecay', 'learningRate'],
  define: ({ theta, weightDecay, learningRate }) => ({ theta: decayed(theta, weightDecay, learningRate) }),
});

/** What comes before the update of a piece. */
export function decay({ theta, rate, isExcluded = false }: Piece, weightDecay: number = 0): List {
  if (weightDecay === 0 || isExcluded) return [];
  return [calls.elementwise(weightDecayed, theta.length, [theta], [weightDecay, rate])];
}
