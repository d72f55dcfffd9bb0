/**
 * Binary32 numbers as the document writes them.
 * @module
 */
import { bitsOfFloat32 } from '../../lib/core/float32.ts';

/** The 32 bits of a word in hexadecimal. */
export const word = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
/** The bits of a number; of NaN those that files have. */
export const bits = (value: number): string => word(Number.isNaN(value) ? 0x7fc00000 : bitsOfFloat32(value));
/** Those of several, with blanks between. */
export const bitsOfAll = (values: ArrayLike<number>): string => Array.from(values, bits).join(' ');
