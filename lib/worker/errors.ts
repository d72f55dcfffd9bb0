/**
 * Errors on their way to another thread, which takes from an Error of its own but message and stack.
 * @module
 */

import { FormatError, NonFiniteError, ShapeError, StateError, rangeError, typeError } from '../core/errors.ts';

/** What of an error crosses. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its other members: `code`, `at` and so on. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What is thrown need not be an Error. */
export function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), stack: undefined, members: {} };
  }
  const { name, message, stack } = error;
  const members = Object.entries(error).filter(([member, value]) => member !== 'name' && isPlain(value));
  return { name, message, stack, members: Object.fromEntries(members) };
}

/** Strings and numbers, and objects of them. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isPlain);
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** By code. */
const MAKERS: Readonly<Record<string, (message: string, members: PlainError['members']) => Error>> = {
  ERR_BITGRAD_TYPE: typeError, ERR_BITGRAD_RANGE: rangeError,
  ERR_BITGRAD_SHAPE: (message) => new ShapeError(message),
  ERR_BITGRAD_STATE: (message) => new StateError(message),
  ERR_BITGRAD_FORMAT: (message) => new FormatError(message),
  ERR_BITGRAD_NON_FINITE: (message, { at }) => new NonFiniteError(message, at as NonFiniteError['at']),
};
/** Of errors that are not the library's. */
const OTHERS: Readonly<Record<string, ErrorConstructor>> = { TypeError, RangeError };

/** An error of the class that its code says, with name, message and members as they were. */
export function fromPlain({ name, message, stack, members }: PlainError): Error {
  const error = MAKERS[String(members.code)]?.(message, members)
    ?? Reflect.construct(OTHERS[name] ?? Error, [message]) as Error;
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, members);
}
