/**
 * Numbers of the worked example, to five digits: further ones show that binary32 has no 4.2, but 4.19999981.
 * @module
 */
import * as symbols from '../../lib/audit/explain/symbols.ts';

const DIGITS = 5;

export const shown = (value: number): string => symbols.shown(value, DIGITS);
/** In brackets where it is negative. */
export const asFactor = (value: number): string => symbols.asFactor(value, DIGITS);
