/**
 * binary32 as bits, and distance in units in the last place.
 * @module
 */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The 32 bits of a binary32 value as a signed integer. */

export function bitsOfFloat32(value: number): number {
  float[0] = value;
  return bits[0];
}

/** The binary32 value of 32 bits. */
export function float32OfBits(value: number): number {
  bits[0] = value;
  return float[0];
}

/** A whole number that orders the binary32 values as the real line does, one step a value; −0 and +0 are both 0. */
export function ordinal(value: number): number {
  const b = bitsOfFloat32(value);
  return b < 0 ? -(b & 0x7fffffff) : b;
}

/** How many binary32 values lie between `a` and `b`; NaN is 0 from NaN and Infinity from all else. */
export function ulpDistance(a: number, b: number): number {
  if (a !== a || b !== b) return a !== a && b !== b ? 0 : Infinity;
  return Math.abs(ordinal(a) - ordinal(b));
}

/** e with 2ᵉ ≤ |x| < 2ᵉ⁺¹, −126 for subnormal x. */
export function exponentOf(x: number): number {
  return Math.max((bitsOfFloat32(x) >> 23) & 0xff, 1) - 127;
}

/** 2ᵉ as binary32, for e from −127 (subnormal) to 127. */
export function powerOfTwo(exponent: number): number {
  return float32OfBits(exponent === -127 ? 1 << 22 : (exponent + 127) << 23);
}
