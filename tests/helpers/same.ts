/**
 * Equality of every bit, the test of the arithmetic contract. NaN is one class: any NaN equals any other.
 * @module
 */
import assert from 'node:assert/strict';
import type { FloatArray } from '../../lib/kernels/index.ts';

const view = new DataView(new ArrayBuffer(8));

function bitsOf(value: number, bytes: number): string {
  if (bytes === 4) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return `0x${Array.from({ length: bytes }, (_, i) => view.getUint8(i).toString(16).padStart(2, '0')).join('')}`;
}

function show(value: number, bytes: number): string {
  return `${Object.is(value, -0) ? '-0' : value} (${bitsOf(value, bytes)})`;
}

/** Fails, naming the first index that differs with both values and their bits, unless two arrays have the same bits. */
export function assertSameBits(actual: FloatArray, expected: FloatArray, what: string = 'array'): void {
  assert.equal(actual.BYTES_PER_ELEMENT, expected.BYTES_PER_ELEMENT, `${what}: of two precisions`);
  assert.equal(actual.length, expected.length, `${what}: lengths`);
  for (let i = 0; i < actual.length; i++) {
    if (Object.is(actual[i], expected[i])) continue;
    const bytes = actual.BYTES_PER_ELEMENT;
    assert.fail(
      `${what}: element ${i} of ${actual.length} is ${show(actual[i], bytes)}, wanted ${show(expected[i], bytes)}`,
    );
  }
}

/** The same for one number, which must be a binary32 value. */
export function assertSameNumber(actual: number, expected: number, what: string = 'number'): void {
  assert.ok(Object.is(actual, Math.fround(actual)), `${what}: ${actual} is no binary32 value`);
  assertSameBits(Float32Array.of(actual), Float32Array.of(expected), what);
}
