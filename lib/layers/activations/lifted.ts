/**
 * The left tail of what falls as eᶻ does, where eᶻ is too small for binary32 and z·eᶻ is not.
 * @module
 */

import { add, less, mul, select, type Expression } from '../../formula/index.ts';

/** Below it eᶻ is subnormal, or soon will be. */
const FAR = -87;
const LIFT = 37;
/** e⁻³⁷, which binary32 holds to 2⁻³⁰ of itself. */
const LOWERED = 8.533047625744066e-17;

export interface Lifted {
  readonly lifted: Expression<'float'>;
  readonly lower: (value: Expression<'float'>) => Expression<'float'>;
}

/**
 * z + 37 where z is below −87, else z; `lower(f(lifted))` is f(z) for every f that falls as eᶻ does below −50. What f
 * is multiplied by comes before `lower`, so that only the product is rounded to a subnormal number.
 */
export function lift(z: Expression<'float'>): Lifted {
  const isFar = less(z, FAR);
  return {
    lifted: select(isFar, add(z, LIFT), z),
    lower: (value) => mul(value, select(isFar, LOWERED, 1)),
  };
}
