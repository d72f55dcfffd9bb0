/**
 * The factor of focal losses: (1 − p)^gamma, of the probability p that an output gives to what is right.
 * @module
 */

import { exp, lessOrEqual, log, mul, select, div, type Expression, type Float } from '../formula/index.ts';

type Symbol = Expression<'float'>;

/** x^gamma of x from 0; exact products for gamma 1 and 2. */
export function power(x: Symbol, gamma: number): Float {
  if (gamma === 0) return 1;
  if (gamma === 1) return x;
  return gamma === 2 ? mul(x, x) : select(lessOrEqual(x, 0), 0, exp(mul(gamma, log(x))));
}

/** Its derivative, gamma·x^(gamma − 1); 0 at 0 but for gamma 1. */
export function powerSlope(x: Symbol, gamma: number): Float {
  if (gamma === 0 || gamma === 1) return gamma;
  return gamma === 2 ? mul(2, x) : select(lessOrEqual(x, 0), 0, mul(gamma, div(power(x, gamma), x)));
}
