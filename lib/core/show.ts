/**
 * How errors show values.
 * @module
 */

import { isDetached, typedArrayName } from './kinds.ts';

/** How a wrong value is shown: short, on one line, and never by calling code of the value's own. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string': return `'${(value.length > 40 ? `${value.slice(0, 40)}…` : value).replace(/\s/g, ' ')}'`;
    case 'function': return 'a function';
    case 'bigint': return `${value}n (a bigint)`;
    case 'object': return value === null ? 'null' : showObject(value);
    default: return Object.is(value, -0) ? '-0' : String(value);
  }
}

function showObject(value: object): string {
  if (Array.isArray(value)) {
    // which sees holes, as every does not
    const isShort = value.length <= 6 && value.findIndex((v) => typeof v !== 'number') < 0;
    return isShort ? `[${value.join(', ')}]` : `an array of ${value.length}`;
  }
  const name = typedArrayName(value);
  if (name !== undefined) return isDetached(value as Uint8Array)
    ? `a ${name} whose buffer was transferred`
    : `${name} of ${(value as Uint8Array).length}`;
  return `an object (${classOf(value)})`;
}

/** The name of the class that made an object; Object where there is none. */
function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return 'Object';
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name: unknown = typeof constructor === 'function'
    && Object.getOwnPropertyDescriptor(constructor, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}

/** What to add to a message where a function of a list was given instead of what it makes. */
export function hintToCall(given: unknown, named: Readonly<Record<string, unknown>>): string {
  const name = Object.keys(named).find((known) => typeof given === 'function' && named[known] === given);
  return name === undefined ? '' : `; call it: ${name}()`;
}

/** What to add to a message where a number was wanted and what stands for one came. */
export function hintToNumber(given: unknown): string {
  switch (typeof given) {
    case 'boolean': return '; write 1 for true and 0 for false';
    case 'bigint': return '; Number(…) makes a number of it';
    case 'string': return given.trim() !== '' && Number.isFinite(Number(given)) ? '; Number(…) makes a number of it'
      : '; toLabels and oneHot of bitgrad/data make numbers of words';
    default: return '';
  }
}

/** What to add to a message where an object came that has its numbers under a name. */
export function hintToNumbers(argument: string, given: unknown): string {
  if (typeof given !== 'object' || given === null) return '';
  if ('dataSync' in given) return `; give ${argument}.dataSync()`; // a tensor of TensorFlow.js
  const isThere = 'data' in given && (Array.isArray(given.data) || typedArrayName(given.data) !== undefined);
  return isThere ? `; give ${argument}.data` : '';
}

/** What to add to a message where bytes came, or what has them, but no Uint8Array. */
export function hintToBytes(argument: string, given: unknown): string {
  if (typeof given !== 'object' || given === null) return '';
  const from = ArrayBuffer.isView(given) ? `${argument}.buffer, ${argument}.byteOffset, ${argument}.byteLength`
    : 'byteLength' in given ? argument // a buffer
    : 'arrayBuffer' in given ? `await ${argument}.arrayBuffer()` // a Blob, a File, a Response
    : undefined;
  return from === undefined ? '' : `; new Uint8Array(${from}) has its bytes`;
}
