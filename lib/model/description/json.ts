/**
 * JSON of which equal values have equal text.
 * @module
 */

import { FormatError, show, typeError } from '../../core/errors.ts';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** The same by names. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * Without blanks, in ASCII, −0 as itself; what is undefined is left out. Throws TypeError for a number that
 * is not finite.
 */
export function writeJson(value: Json): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw typeError(`save: a number in the settings must be finite, got ${show(value)}`);
    return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).replace(/[^\x20-\x7e]/g, escaped);
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  return `{${Object.entries(value).map(([name, member]) => `${writeJson(name)}:${writeJson(member)}`).join(',')}}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether it is an object that is no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** Who has been handed JSON, and in what. */
export interface Origin {
  readonly who: string;
  readonly what: string;
}

const BYTES: Origin = { who: 'load', what: 'bytes' };

/** Throws FormatError for what is no list. */
export function listOf(value: Json | undefined, { who, what }: Origin = BYTES): readonly Json[] {
  if (value !== undefined && isList(value)) return value;
  throw new FormatError(`${who}: ${what} must have a list, got ${show(value)}`);
}

/** Throws FormatError for what is no object. */
export function objectOf(value: Json | undefined, { who, what }: Origin = BYTES): JsonObject {
  if (isObject(value)) return value;
  throw new FormatError(`${who}: ${what} must have an object, got ${show(value)}`);
}
