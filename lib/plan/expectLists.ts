/**
 * Checks of what layers, activations, losses and constraints, which may be a user's own, hand to a plan.
 * @module
 */

import { expectArray, expectNoMisspelling, rangeError, show, typeError } from '../core/errors.ts';
import type { List, Size } from '../kernels/index.ts';
import type { Lists } from '../layers/index.ts';

const MEMBERS = ['forward', 'train', 'backward', 'finish', 'frozen'];

/** TypeError unless `given` has lists forward and backward, and may have train and finish. */
export function expectLists(who: string, given: unknown): asserts given is Lists {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw typeError(`${who}: bind must return { forward, backward }, lists of calls, got ${show(given)}`);
  }
  expectNoMisspelling(who, 'what bind returns', given, MEMBERS);
  for (const name of MEMBERS) {
    const list: unknown = Reflect.get(given, name), isNeeded = name === 'forward' || name === 'backward';
    if (isNeeded || list !== undefined) expectList(who, `bind's ${name}`, list);
  }
}

/** TypeError unless `given` is a list of calls. */
export function expectList(who: string, argument: string, given: unknown): asserts given is List {
  expectArray(who, argument, given);
  given.forEach((call, i) => {
    const place = `${argument}[${i}]`, kinds = ['routine', 'host', 'arithmetic', 'body'];
    if (typeof call !== 'object' || call === null || !kinds.some((kind) => kind in call)) {
      throw typeError(`${who}: ${place} must be a call, such as k.gemm(…) or host(…) makes, got ${show(call)}`);
    }
    if ('body' in call) expectList(who, `body of ${place}`, call.body);
  });
}

/** RangeError or TypeError unless `size` is one that a tensor can have. */
export function expectSize(who: string, argument: string, size: unknown): asserts size is Size {
  const isOfExamples = typeof size === 'object' && size !== null && 'perExample' in size;
  const count: unknown = isOfExamples ? size.perExample : size;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return;
  throw (typeof count === 'number' ? rangeError : typeError)(
    `${who}: ${argument} must be a non-negative integer or perExample(n), got ${show(size)}`,
  );
}
