/**
 * Nearness, where equal bits cannot be asked for: of numbers from elsewhere, or of the other precision.
 * A NaN is close to NaN and to nothing else, so that no comparison passes because it is false of NaN.
 * @module
 */
import assert from 'node:assert/strict';
import { ulpDistance } from '../../lib/core/float32.ts';

function eachPair(
  actual: ArrayLike<number>, expected: ArrayLike<number>, what: string, isClose: (a: number, b: number) => boolean,
  bound: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: lengths`);
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i], b = expected[i];
    const close = a !== a || b !== b ? a !== a && b !== b : Object.is(a, b) || a === b || isClose(a, b);
    assert.ok(close, `${what}: element ${i} of ${actual.length} is ${a}, wanted ${b} within ${bound}`);
  }
}

/** Fails unless each pair of binary32 values is at most `ulps` units in the last place apart. */
export function assertWithinUlps(
  actual: ArrayLike<number>, expected: ArrayLike<number>, ulps: number, what: string = 'array',
): void {
  eachPair(actual, expected, what, (a, b) => ulpDistance(a, b) <= ulps, `${ulps} ulp`);
}

/** Fails unless |actual − expected| ≤ tolerance · max(1, |expected|) for each pair. */
export function assertClose(
  actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string = 'array',
): void {
  eachPair(
    actual, expected, what, (a, b) => Number.isFinite(b) && Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)),
    `${tolerance}`,
  );
}
