import { rangeError, show, typeError } from '../core/errors.ts';

/** TypeError or RangeError unless `value` is a string that is not empty. */
export function expectPath(who: string, argument: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value !== '') return;
  throw (value === '' ? rangeError : typeError)(`${who}: ${argument} must be a path, got ${show(value)}`);
}
