import type { Philox } from '../core/philox.ts';
import { bitsOfFloat32, float32OfBits } from '../core/float32.ts';

/**
 * Fills `out` with numbers from [low, high): low ⊕ (f ⊗ (high ⊖ low)), f the next float of the stream, high and low being
 * binary32. Where rounding gives `high`, the number just below it stands instead.
 */
export function uniformInto(random: Philox, out: Float32Array, low: number, high: number): void {
  const range = Math.fround(high - low);
  for (let i = 0; i < out.length; i++) {
    out[i] = low + Math.fround(random.nextFloat() * range);
    if (out[i] >= high) out[i] = justBelow(high);
  }
}

function justBelow(value: number): number {
  if (value === 0) return float32OfBits(-0x7fffffff); // the smallest negative number
  return float32OfBits(bitsOfFloat32(value) + (value > 0 ? -1 : 1));
}
