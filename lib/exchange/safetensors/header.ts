/**
 * The header of a safetensors file: which tensors there are, and where their bytes lie.
 *
 * Layout: 8 bytes N, little-endian; N bytes of JSON, UTF-8; then the tensors' bytes, without a hole, to the end.
 *
 * Source: safetensors 0.8.0 (Hugging Face).
 * @module
 */

import { FormatError, show } from '../../core/errors.ts';
import { looksLike } from '../../core/looksLike.ts';
import { formatShape } from '../../core/shape.ts';
import { fromUtf8 } from '../../core/utf8.ts';
import { DTYPES } from './dtypes.ts';
import { integerOf, isStrictObject, readStrictJson, type StrictJson } from './strictJson.ts';

/** Bytes of N. */
export const LENGTH_BYTES = 8;
/** The most that the reference reads and writes. */
export const MOST_HEADER_BYTES = 100_000_000;
/** A name that no tensor has. */
export const METADATA = '__metadata__';

export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
}

function refuse(wanted: string, got: string): never {
  throw new FormatError(`readSafetensors: bytes must ${wanted}, got ${got}`);
}

/** Looks at all of the header, before anything is made of the rest. Throws FormatError, as `readSafetensors`. */
export function readHeader(bytes: Uint8Array, maxHeaderBytes: number): Header {
  const start = LENGTH_BYTES + headerBytesOf(bytes, maxHeaderBytes);
  const text = fromUtf8(bytes.subarray(LENGTH_BYTES, start)) ?? refuse('have a header in UTF-8', 'other bytes');
  const json = readStrictJson(text, (wanted, got) => refuse(`have a header of ${wanted}`, got));
  if (!isStrictObject(json)) return refuse('have an object as header', show(text));
  const metadata = metadataOf(json.get(METADATA));
  const entries = [...json].filter(([name]) => name !== METADATA).map(([name, said]) => entryOf(name, said, start));
  return { entries: inOrder(entries, start, bytes.length), metadata };
}

function headerBytesOf(bytes: Uint8Array, most: number): number {
  const { length } = bytes;
  if (length < LENGTH_BYTES) return refuse(`begin with ${LENGTH_BYTES} bytes of a length`, `${length} bytes in all`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const size = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  const limit = Math.min(most, length - LENGTH_BYTES);
  if (size <= limit) return size;
  const why = size > most ? `of at most ${most} bytes (maxHeaderBytes)` : `within the ${length} bytes of the file`;
  return refuse(`have a header ${why}`, `one of ${size}; they look like ${looksLike(bytes)}`);
}

function metadataOf(said: StrictJson | undefined): ReadonlyMap<string, string> {
  if (said === undefined || said === null) return new Map();
  if (!isStrictObject(said)) return refuse(`have an object of strings as ${METADATA}`, 'another value');
  return new Map([...said].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : refuse(`have strings in ${METADATA}`, `another value for ${show(name)}`),
  ]));
}

function entryOf(name: string, said: StrictJson, start: number): Entry {
  const what = `the tensor ${show(name)}`;
  if (!isStrictObject(said)) return refuse(`have an object for ${what}`, 'another value');
  const [dtype, shape, offsets] = ['dtype', 'shape', 'data_offsets'].map((each) => said.get(each));
  if (typeof dtype !== 'string') return refuse(`say the dtype of ${what}`, 'no string');
  const bits = DTYPES.get(dtype)?.bits
    ?? refuse(`have a dtype of ${[...DTYPES.keys()].join(', ')} for ${what}`, show(dtype));
  const sizes = integersOf(`shape of ${what}`, shape), places = integersOf(`offsets of ${what}`, offsets);
  const [begin, end] = places;
  if (places.length !== 2 || end < begin) {
    return refuse(`have two data_offsets, the second not below the first, for ${what}`, `[${places.join(', ')}]`);
  }
  const size = bitsOf(sizes, bits), got = `${end - begin} bytes for ${dtype} of shape ${formatShape(sizes)}`;
  if (size !== 8 * (end - begin)) {
    return refuse(`have ${size === undefined ? 'a size below 2⁵³' : `${size / 8} bytes`} for ${what}`, got);
  }
  return { name, dtype, shape: sizes, begin: start + begin, end: start + end };
}

function integersOf(what: string, said: StrictJson | undefined): readonly number[] {
  if (!Array.isArray(said)) return refuse(`have a list of whole numbers below 2⁵³ as ${what}`, 'another value');
  return said.map((each: StrictJson) =>
    integerOf(each) ?? refuse(`have whole numbers from 0 to below 2⁵³ as ${what}`, JSON.stringify(each).slice(0, 60)));
}

/** Of all elements; undefined from 2⁵³ on. */
function bitsOf(shape: readonly number[], bits: number): number | undefined {
  let size = bits;
  for (const length of shape) {
    size *= length;
    if (!Number.isSafeInteger(size)) return undefined;
  }
  return size;
}

/** Throws unless each tensor begins where the one before ends, and the last one ends the file. */
function inOrder(entries: readonly Entry[], start: number, length: number): readonly Entry[] {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = start;
  for (const { name, begin, end } of sorted) {
    if (begin !== at) {
      const wanted = `have tensors without a hole or an overlap: ${show(name)} must begin at ${at - start}`;
      refuse(wanted, `${begin - start}`);
    }
    at = end;
  }
  if (at === length) return sorted;
  return refuse(`end with the last tensor, at ${at}`, length < at ? `${at - length} bytes too few (cut off?)`
    : `${length - at} bytes more`);
}
