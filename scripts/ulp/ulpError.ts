/** |y − exact| in units in the last place of a binary32 number as large as `value`; Infinity where only one of them is finite or NaN. */
export function ulpError(y: number, value: number): number {
  if (Object.is(y, Math.fround(value))) return Number.isFinite(y) ? Math.abs(y - value) / unit(value) : 0;
  return Number.isFinite(y) && Number.isFinite(value) ? Math.abs(y - value) / unit(value) : Infinity;
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function unit(value: number): number {
  // Truncation to binary32 would keep the exponent; rounding may raise it by one, which is then taken back.
  float[0] = Math.abs(value);
  if (float[0] > Math.abs(value)) bits[0]--;
  return 2 ** (Math.max(bits[0] >>> 23, 1) - 150);
}
