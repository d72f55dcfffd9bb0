/**
 * Numbers of 16 bits.
 * @module
 */

const view = new DataView(new ArrayBuffer(4));

/** The value of a binary16 with these bits: exact in binary32. */
export function float16ToFloat32(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  view.setUint32(0, ((exponent + 112) << 23) | (fraction << 13));
  return sign * view.getFloat32(0);
}
