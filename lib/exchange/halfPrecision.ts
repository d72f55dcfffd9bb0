/**
 * Numbers of binary16.
 * @module
 */

const bits = new Uint32Array(1), values = new Float32Array(bits.buffer);

/** The number that 16 bits stand for, exactly. */
export function fromBinary16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1, exponent = (half >> 10) & 31, fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  bits[0] = ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  return sign * values[0];
}
