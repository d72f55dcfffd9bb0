/**
 * Checks of what is read back from lines of JSON.
 * @module
 */

/** Whether a value is what it should be. */

export type Check = (value: unknown) => boolean;

export const isText: Check = (v) => typeof v === 'string';
export const isCount: Check = (v) => typeof v === 'number' && Number.isSafeInteger(v) && v >= 0;
export const optional = (check: Check): Check => (v) => v === undefined || check(v);
