/**
 * What jobs and results may be: names and numbers of known sizes, checked where they leave and where they arrive.
 * @module
 */
import { hintToSpell } from '../../lib/core/nearest.ts';
import { show } from '../../lib/core/show.ts';

/** A message that is not what it should be. */
export class SchemaError extends Error {}

/** Says what a value must be, where it is not that. */
export type Check = (value: unknown) => string | undefined;

/** A check for each member. One whose name ends with a question mark may be absent. */
export type Schema = Readonly<Record<string, Check>>;

/** The most characters of a name or a message. */
const MOST_TEXT = 4096;

const unless = (holds: boolean, wanted: string): string | undefined => (holds ? undefined : wanted);

export const isSha256 = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

export const sha256: Check = (value) => unless(isSha256(value), 'a SHA-256');
export const flag: Check = (value) => unless(typeof value === 'boolean', 'true or false');
export const text: Check = (value) => unless(
  typeof value === 'string' && value.length <= MOST_TEXT, `text of at most ${MOST_TEXT} characters`,
);
export const number: Check = (value) => unless(Number.isFinite(value), 'a number');

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number = 2 ** 32 - 1): Check {
  return (value) => unless(
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    `a whole number from ${least} to ${most}`,
  );
}

export function oneOf(...words: readonly unknown[]): Check {
  return (value) => unless(words.includes(value), `one of ${words.map((word) => show(word)).join(', ')}`);
}

export function listOf(check: Check, most: number): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return `a list of at most ${most}`;
    const wrong = value.map((one) => check(one)).find((wanted) => wanted !== undefined);
    return wrong && `a list, each ${wrong}`;
  };
}

export function object(schema: Schema): Check {
  return (value) => {
    try {
      expectSchema('it', value, schema);
      return undefined;
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      return `an object as known: ${error.message}`;
    }
  };
}

/** Throws SchemaError, naming the member, for a value that has others than the schema, or lacks one. */
export function expectSchema(who: string, value: unknown, schema: Schema): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SchemaError(`${who} must be an object, got ${show(value)}`);
  }
  const known = Object.keys(schema).map((name) => name.replace('?', ''));
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new SchemaError(`${who} must have known members only, got '${unknown}'${hintToSpell(unknown, known)}`);
  }
  for (const [name, check] of Object.entries(schema)) {
    const plain = name.replace('?', ''), member: unknown = Object.hasOwn(value, plain)
      ? Reflect.get(value, plain) : undefined;
    if (member === undefined && name !== plain) continue;
    const wanted = check(member);
    if (wanted !== undefined) throw new SchemaError(`${who}: ${plain} must be ${wanted}, got ${show(member)}`);
  }
}
