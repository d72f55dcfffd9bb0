/**
 * Gradients against central differences, in binary64.
 * @module
 */
import assert from 'node:assert/strict';
import type { Philox } from '../../lib/core/philox.ts';
import { operands } from './random.ts';

/** The step: its square, and the rounding of the values divided by it, are both far below TOLERANCE. */
const STEP = 2 ** -17;
const TOLERANCE = 1e-8;

/**
 * Checks `gradient` of `value` at `at`: along three random directions, then each element by itself.
 *
 * `value` reads the buffer `at`, which is put back as it was.
 */
export function checkGradient(
  value: () => number, at: Float64Array, gradient: ArrayLike<number>, random: Philox, what: string,
): void {
  assert.equal(gradient.length, at.length, `${what}: length`);
  const slope = (direction: ArrayLike<number>): number => {
    const origin = at.slice();
    const valueAt = (step: number): number => {
      for (let i = 0; i < at.length; i++) at[i] = origin[i] + step * direction[i];
      return value();
    };
    const difference = (valueAt(STEP) - valueAt(-STEP)) / (2 * STEP);
    at.set(origin);
    return difference;
  };
  const check = (direction: ArrayLike<number>, name: string): void => {
    let wanted = 0;
    for (let i = 0; i < at.length; i++) wanted += gradient[i] * direction[i];
    const measured = slope(direction);
    const size = Math.max(1, Math.abs(measured), Math.abs(value())); // large values are rounded more
    const error = Math.abs(measured - wanted) / size;
    assert.ok(error <= TOLERANCE, `${what}, ${name}: the gradient says ${wanted}, the values ${measured}`);
  };
  for (let n = 0; n < 3; n++) check(operands(random, at.length), `direction ${n}`);
  for (let i = 0; i < at.length; i++) check(Float64Array.from(at, (_, j) => Number(i === j)), `element ${i}`);
}
