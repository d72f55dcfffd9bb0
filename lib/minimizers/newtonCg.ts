/**
 * Newton's method without Hessians.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import { Evaluator, toStart } from './evaluator.ts';
import { newtonDescent } from './newtonDescent.ts';
import type { Objective } from './objective.ts';
import {
  checkMinimizerOptions, type Ending, type MinimizerOptions, type MinimizerResult,
} from './result.ts';
import { truncatedCg } from './truncatedCg.ts';
import { dot } from './vectors.ts';

/** What {@link newtonCg} takes. */
export interface NewtonCgOptions extends MinimizerOptions {
  /** Most products with H for one step. Default: 10·n. */
  readonly maxInnerIterations?: number;
}

/**
 * The most of ‖∇f‖ that may remain of H·d + ∇f. Over the problems of the tests this takes half the steps and three
 * quarters of the products that ½ does.
 */
const LOOSEST = 0.01;

/**
 * Newton's method with directions by conjugate gradients, for many variables: it needs products H(x)·v only,
 * and memory of 8·n numbers.
 *
 *     ‖H·d + g‖ ≤ min(10⁻², √‖g‖)·‖g‖     by conjugate gradients; at negative curvature d is what was found so far,
 *                                          or −g if it is met at once
 *     x ← x + alpha·d                      alpha by the strong Wolfe conditions, 1 first
 *
 * It goes down always, and leaves saddles unless it starts at one exactly: where ∇f = 0 it ends, whatever H is.
 *
 * All in binary64. Objective: `hessianVector`; without it products are made with `hessian`. Default
 * of `maxIterations`: 1000. Throws as {@link newton} does.
 * Source: Nocedal and Wright, "Numerical optimization", 2nd ed., 2006, algorithm 7.1; Dembo, Eisenstat and Steihaug,
 * "Inexact Newton methods", SIAM J. Numer. Anal. 19(2), 1982.
 */
export function newtonCg(
  objective: Objective, start: ArrayLike<number>, options: NewtonCgOptions = {},
): MinimizerResult {
  const checked = checkMinimizerOptions('newtonCg', options, 1000, ['maxInnerIterations']);
  const x = toStart('newtonCg', start), n = x.length, watched = new Evaluator('newtonCg', objective, n);
  const { maxInnerIterations = 10 * n } = options;
  expectInteger('newtonCg', 'maxInnerIterations', maxInnerIterations, 1);
  return newtonDescent(watched, x, checked, {
    find: ({ x: at, gradient, gradientNorm }, d): Ending | undefined => {
      const model = {
        gradient, multiply: (v: Float64Array, out: Float64Array): void => watched.hessianVector(at, v, out),
      };
      const tolerance = Math.min(LOOSEST, Math.sqrt(gradientNorm)) * gradientNorm;
      const found = truncatedCg(model, { radius: Infinity, tolerance, maxIterations: maxInnerIterations }, d);
      if (found === undefined) return {
        reason: 'notFinite', converged: false, message: `a product with H is not finite; ‖∇f‖ = ${gradientNorm}`,
      };
      if (!d.every(Number.isFinite) || !(dot(gradient, d) < 0)) for (let i = 0; i < n; i++) d[i] = -gradient[i];
      return undefined;
    },
  });
}
