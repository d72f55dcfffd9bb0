/** Where binary32 overflows: an infinity, of the result or of the exact value, counts as this. */
const LIMIT = 2 ** 128;

/** The unit in the last place by exponent field; below the normal range it is that of the smallest normal numbers. */
const UNITS = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 150));

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * |y − exact| in units in the last place of a binary32 number as large as `value`; Infinity where only one of them
 * is NaN.
 */
export function ulpError(y: number, value: number): number {
  if (y !== y || value !== value) return y !== y && value !== value ? 0 : Infinity;
  return Math.abs(limited(y) - limited(value)) / unit(value);
}

function limited(value: number): number {
  return value > LIMIT ? LIMIT : value < -LIMIT ? -LIMIT : value;
}

function unit(value: number): number {
  // Truncation to binary32 would keep the exponent; rounding may raise it by one, which is then taken back.
  float[0] = Math.abs(value);
  if (float[0] > Math.abs(value)) bits[0]--;
  return UNITS[bits[0] >>> 23];
}
