/**
 * Checks of what layers, activations, losses and constraints, which may be a user's own, hand to a plan.
 * @module
 */

import { expectArray, expectNoMisspelling, rangeError, show, typeError } from '../core/errors.ts';
import { Handle } from '../kernels/handle.ts';
import type { List, Size, Tensor } from '../kernels/index.ts';
import { atRest } from '../kernels/lists.ts';
import { operandsOf, type Operand } from '../kernels/operandsOf.ts';
import type { Lists } from '../layers/index.ts';

const MEMBERS = ['forward', 'train', 'backward', 'finish', 'frozen'];

/** TypeError unless `given` has lists forward and backward, and may have train and finish. */
export function expectLists(who: string, given: unknown): asserts given is Lists {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw typeError(`${who}: bind must return { forward, backward }, lists of calls, got ${show(given)}`);
  }
  expectNoMisspelling(who, 'what bind returns', given, [...MEMBERS, 'uses']);
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

/**
 * TypeError unless what a list reads of what it has not written are these tensors, under whatever shape: a mask must be
 * known before an example is computed.
 */
export function expectMaskOfInputs(who: string, list: List, given: ReadonlySet<Handle>): void {
  const known = new Set<unknown>(given);
  const rootOf = (tensor: Tensor): Tensor => (tensor instanceof Handle && tensor.of ? rootOf(tensor.of) : tensor);
  for (const { access, tensor } of operandsIn(list)) {
    const root = rootOf(atRest(tensor));
    if (access === 'writes') known.add(root);
    else if (!known.has(root)) {
      const name = tensor instanceof Handle ? `${show(tensor.tensor)} of layer '${tensor.layer}'` : 'another tensor';
      throw typeError(`${who}: its mask must be made of inputs of the model and of masks, got one of ${name}`);
    }
  }
}

/** The operands of all calls of a list, in order. */
function* operandsIn(list: List): Generator<Operand> {
  for (const call of list) {
    if ('body' in call) yield* operandsIn(call.body);
    else if (!('arithmetic' in call)) yield* operandsOf(call);
  }
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
