/**
 * How good an inverse is.
 * @module
 */
import assert from 'node:assert/strict';
import { Philox } from '../../lib/core/philox.ts';
import { inverse } from '../../lib/linalg/index.ts';
import { difference, identity, norm, product, type Kind } from './matrices.ts';

/**
 * ‖AX − I‖₁ in units of n·u·‖A‖₁·‖X‖₁ is at most this, in binary32 and in binary64; it is 1 at worst for n = 1,
 * by the rounding of X. Measured on these kinds: at most 0.35 for n ≥ 2, and below 0.1 from n = 64 on.
 */
export const MULTIPLE = 1;

/**
 * Inverts one matrix of a kind in both precisions; fails unless both residuals are within MULTIPLE. Returns the larger,
 * in the same units.
 */
export function checkInverse(kind: Kind, n: number): number {
  let worst = 0;
  [Float32Array, Float64Array].forEach((type, at) => {
    if (n > kind.most[at]) return;
    const a = new type(kind.make(new Philox(n, 77), n)), u = at === 0 ? 2 ** -24 : 2 ** -53, x = inverse(a, n);
    assert.ok(x instanceof type);
    const residual = norm(difference(product(a, x, n, n, n), identity(n)), n, n);
    const units = residual / (n * u * norm(a, n, n) * norm(x, n, n));
    assert.ok(units <= MULTIPLE, `${kind.name} ${n}, ${type.name}: ‖AX − I‖ is ${residual}, ${units} n·u·cond(A)`);
    worst = Math.max(worst, units);
  });
  return worst;
}
