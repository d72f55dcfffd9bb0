/**
 * Options that go with other data only.
 * @module
 */

import { show, typeError } from '../core/errors.ts';

/** TypeError where one of the options is given: `where` it must be absent, and `cure`, what there is instead. */
export function expectAbsent<O extends object>(
  who: string, options: O, names: readonly (keyof O & string)[], where: string, cure: string,
): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    throw typeError(`${who}: ${name} must be absent ${where}, got ${show(options[name])}; ${cure}`);
  }
}
