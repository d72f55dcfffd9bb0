/**
 * Numbers of the worked example: five digits, beyond which binary32 shows that 4.2, say, is none of its numbers.
 * @module
 */
import * as symbols from '../../lib/audit/explain/symbols.ts';

const DIGITS = 5;

export const shown = (value: number): string => symbols.shown(value, DIGITS);
/** In brackets where it is negative. */
export const asFactor = (value: number): string => symbols.asFactor(value, DIGITS);
