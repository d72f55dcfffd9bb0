/**
 * Uniformly distributed binary32 numbers.
 * @module
 */

import { expectFloat32Number, expectKnownOptions, rangeError } from '../core/errors.ts';
import { bitsOfFloat32, float32OfBits } from '../core/float32.ts';
import type { Philox } from '../core/philox.ts';
import { expectDrawInto, openDraw, type DrawOptions } from './draw.ts';

/**
 * RangeError or TypeError unless low < high in binary32 and high ⊖ low is finite. `lowName` and `highName` are the
 * arguments' names.
 */
export function expectRange(
  who: string, low: unknown, high: unknown, lowName: string = 'low', highName: string = 'high',
): void {
  expectFloat32Number(who, lowName, low);
  expectFloat32Number(who, highName, high);
  const from = Math.fround(low), to = Math.fround(high);
  if (!(from < to)) throw rangeError(
    `${who}: ${highName} must be above ${lowName} (${low}) in binary32, got ${high}`,
  );
  expectFloat32Number(who, `${highName} − ${lowName}`, to - from);
}

/**
 * Fills `out` with numbers from [low, high): low ⊕ (f ⊗ (high ⊖ low)), f the stream's next float, low and high rounded
 * to binary32. Where rounding gives `high`, the number just below it stands instead.
 *
 * One word of the stream a number. Throws as `uniform`, and TypeError for what is no Philox or no Float32Array.
 */
export function uniformInto(random: Philox, out: Float32Array, low: number, high: number): void {
  expectDrawInto('uniformInto', random, out);
  expectRange('uniformInto', low, high);
  const from = Math.fround(low), to = Math.fround(high);
  const range = Math.fround(to - from);
  for (let i = 0; i < out.length; i++) {
    const value = Math.fround(from + Math.fround(random.nextFloat() * range));
    out[i] = value < to ? value : justBelow(to);
  }
}

/** What {@link uniform} takes. */
export interface UniformOptions extends DrawOptions {
  /** The smallest value that may come; 0 by default. */
  readonly low?: number;
  /** What every value stays below; 1 by default. */
  readonly high?: number;
}

/**
 * New random numbers from [low, high), as `uniformInto` makes them.
 *
 *     uniform({ seed: 7, length: 1000, low: -1, high: 1 })
 *
 * Throws RangeError unless low < high in binary32 and high ⊖ low is finite, TypeError for an unknown option.
 */
export function uniform(options: UniformOptions): Float32Array {
  expectKnownOptions('uniform', options, ['seed', 'stream', 'length', 'low', 'high']);
  const { low = 0, high = 1 } = options;
  expectRange('uniform', low, high);
  const { random, out } = openDraw('uniform', options);
  uniformInto(random, out, low, high);
  return out;
}

function justBelow(value: number): number {
  if (value === 0) return -1.401298464324817e-45; // the subnormal next to 0
  return float32OfBits(bitsOfFloat32(value) + (value > 0 ? -1 : 1));
}
