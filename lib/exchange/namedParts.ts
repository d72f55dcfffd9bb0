/**
 * Files that come in several parts, by name.
 * @module
 */

import { FormatError, expectUint8Array, isPlainObject, show, typeError } from '../core/errors.ts';
import { getOwn } from '../core/ownProperty.ts';

/** The bytes of each part: by name, or by a function that is asked for the parts one by one. */
export type NamedParts =
  | ReadonlyMap<string, Uint8Array> | Readonly<Record<string, Uint8Array>>
  | ((name: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>);

/** The bytes of one part. Throws FormatError where there is none of that name, and TypeError for what is no bytes. */
export async function partOfName(who: string, parts: NamedParts, name: string): Promise<Uint8Array> {
  const bytes: unknown = typeof parts === 'function' ? await parts(name)
    : parts instanceof Map ? parts.get(name)
    : isPlainObject(parts) ? getOwn(parts as Readonly<Record<string, Uint8Array>>, name)
    : wrong(who, parts);
  if (bytes === undefined || bytes === null) {
    const known = typeof parts === 'function' ? '' : `, got ${namesOf(parts)}`;
    throw new FormatError(`${who}: parts must have ${show(name)}${known || ', got none of that name'}`);
  }
  expectUint8Array(who, `parts[${show(name)}]`, bytes);
  return bytes;
}

function wrong(who: string, parts: unknown): never {
  throw typeError(`${who}: parts must be an object or a Map of bytes by name, or a function that gives them, got `
    + show(parts));
}

function namesOf(parts: Exclude<NamedParts, Function>): string {
  const names = parts instanceof Map ? [...parts.keys()] : Object.keys(parts);
  return names.slice(0, 12).map((name) => show(name)).join(', ') || 'none';
}

/**
 * Throws FormatError unless a name in a file is a relative path below the file's folder: without a scheme, a drive,
 * a backslash, a step upward or a null. A leading './' is cut off.
 */
export function expectPartName(who: string, what: string, name: unknown): string {
  const path = typeof name === 'string' ? name.replace(/^(\.\/)+/, '') : '';
  const isSafe = path !== '' && path.length < 1024 && !/[\\:\0%]/.test(path)
    && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (isSafe) return path;
  throw new FormatError(`${who}: ${what} must be a relative path below the folder, without '..', got ${show(name)}`);
}
