/**
 * Functions of the user's that are handed arrays of ours: to read, and to fill.
 * @module
 */

import { show, typeError } from './errors.ts';

type FloatArray = Float32Array | Float64Array;

/** What an array holds at the second call, where the first left NaN. */
const OTHER = 1;

/**
 * The same function, which must leave the arrays it is given as they are: `names` are theirs. Costs a copy and a
 * comparison of each at every call.
 *
 * Throws TypeError where it changes an element; all of them are then as before.
 */
export function reading<A extends FloatArray, R>(
  who: string, name: string, names: readonly string[], f: (...inputs: A[]) => R,
): (...inputs: A[]) => R {
  let kept: FloatArray[] = [];
  return (...inputs) => {
    if (inputs.some(({ length }, i) => kept[i]?.length !== length)) kept = inputs.map((input) => input.slice());
    else inputs.forEach((input, i) => kept[i].set(input));
    const result = f(...inputs);
    for (let i = 0; i < inputs.length; i++) expectSame(who, name, names, i, kept[i], inputs);
    return result;
  };
}

/**
 * The same function, which must write every element of its last array, whatever that holds, and leave the others,
 * `names`, as they are.
 *
 * The first call finds NaN in the array to fill. Where NaN is left, a second one with the same arguments tells whether
 * the function wrote it, as it
 * may where it is not defined, or wrote nothing: the element is then what it was before either call. Later calls find
 * what happens to be there.
 *
 * Throws TypeError at the first call for an element that is not written, or whose value depends on what was there, and
 * at every call as `reading` does.
 */
export function filling<A extends FloatArray>(
  who: string, name: string, names: readonly string[], f: (...arrays: A[]) => unknown,
): (...arrays: A[]) => void {
  let isFirst = true, out: A;
  const call = reading(who, name, names, (...inputs: A[]) => f(...inputs, out));
  return (...arrays) => {
    out = arrays[arrays.length - 1];
    const inputs = arrays.slice(0, -1);
    if (!isFirst) {
      call(...inputs);
      return;
    }
    fillFirst(who, name, out, () => call(...inputs));
    isFirst = false;
  };
}

/** The first call of `fill`, which must write every element of `out`: see {@link filling}. */
export function fillFirst(who: string, name: string, out: FloatArray, fill: () => unknown): void {
  out.fill(NaN);
  fill();
  const first = firstNaN(out);
  if (first < 0) return;
  const before = out.slice();
  out.fill(OTHER);
  const returned = fill();
  for (let i = first; i < out.length; i++) {
    if (Number.isNaN(before[i]) && !Number.isNaN(out[i])) refuse(who, name, out, i, returned);
  }
}

function firstNaN(values: FloatArray): number {
  for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) return i;
  return -1;
}

function refuse(who: string, name: string, out: FloatArray, i: number, returned: unknown): never {
  if (out[i] !== OTHER) {
    throw typeError(`${who}: ${name} must write out whatever it holds, got ${out[i]} as out[${i}] where it held `
      + `${OTHER}, and NaN where it held NaN`);
  }
  const unread = typeof returned === 'object' && returned !== null
    ? `; what it returned, ${show(returned)}, is not read: out.set(…) writes it`
    : '';
  throw typeError(`${who}: ${name} must write all ${out.length} elements of out, got nothing in out[${i}]${unread}`);
}

function expectSame(
  who: string, name: string, names: readonly string[], which: number, kept: FloatArray, inputs: readonly FloatArray[],
): void {
  const given = inputs[which];
  for (let i = 0; i < kept.length; i++) {
    const now = given[i], was = kept[i];
    if (now === was || (now !== now && was !== was)) continue;
    given.set(kept);
    throw typeError(
      `${who}: ${name} must leave ${names[which]} as it is, got ${now} in the place of ${was} as ${names[which]}[${i}]`,
    );
  }
}
