/**
 * Level 1 BLAS in plain TypeScript.
 * @module
 */
import { bitsOfFloat32, float32OfBits } from '../../core/float32.ts';

const { fround } = Math;

/** The four lanes of the sum that is being formed; one at a time is. */
const lanes = new Float32Array(4);

/** See {@link Kernels.axpy}. */
export function axpy(n: number, alpha: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number): void {
  const alpha32 = fround(alpha);
  for (let i = 0; i < n; i++) y[yOffset + i * incY] += fround(alpha32 * x[xOffset + i * incX]);
}

/** See {@link Kernels.scal}. */
export function scal(n: number, alpha: number, x: Float32Array, xOffset: number, incX: number): void {
  const alpha32 = fround(alpha);
  for (let i = 0; i < n; i++) x[xOffset + i * incX] *= alpha32;
}

/** See {@link Kernels.dot}. */
export function dot(n: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number): number {
  lanes.fill(0);
  for (let i = 0; i < n; i++) lanes[i & 3] += fround(x[xOffset + i * incX] * y[yOffset + i * incY]);
  return fold();
}

/** See {@link Kernels.sum}. */
export function sum(n: number, x: Float32Array, xOffset: number, incX: number): number {
  lanes.fill(0);
  for (let i = 0; i < n; i++) lanes[i & 3] += x[xOffset + i * incX];
  return fold();
}

/** See {@link Kernels.nrm2}. */
export function nrm2(n: number, x: Float32Array, xOffset: number, incX: number): number {
  const largest = largestMagnitude(n, x, xOffset, incX);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const exponent = exponentOf(largest);
  const scale = powerOfTwo(-exponent);
  lanes.fill(0);
  for (let i = 0; i < n; i++) {
    const scaled = fround(x[xOffset + i * incX] * scale);
    lanes[i & 3] += fround(scaled * scaled);
  }
  return fround(fround(Math.sqrt(fold())) * powerOfTwo(exponent));
}

/** See {@link Kernels.allFinite}. */
export function allFinite(n: number, x: Float32Array, xOffset: number): boolean {
  for (let i = xOffset; i < xOffset + n; i++) if (!Number.isFinite(x[i])) return false;
  return true;
}

/** (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃) */
function fold(): number {
  return fround(fround(lanes[0] + lanes[1]) + fround(lanes[2] + lanes[3]));
}

/** max |xᵢ|, NaN if any x is. */
function largestMagnitude(n: number, x: Float32Array, xOffset: number, incX: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const magnitude = Math.abs(x[xOffset + i * incX]);
    if (!(magnitude <= largest)) largest = magnitude;
    if (magnitude !== magnitude) return NaN;
  }
  return largest;
}

/** e with 2ᵉ ≤ |x| < 2ᵉ⁺¹, −126 for subnormal x. */
export function exponentOf(x: number): number {
  return Math.max((bitsOfFloat32(x) >> 23) & 0xff, 1) - 127;
}

/** 2ᵉ as binary32, for e from −127 (subnormal) to 127. */
export function powerOfTwo(exponent: number): number {
  return float32OfBits(exponent === -127 ? 1 << 22 : (exponent + 127) << 23);
}
