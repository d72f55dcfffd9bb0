/**
 * IDX, the file format of MNIST: an array of one number type with its shape before it.
 *
 * Layout, all numbers big-endian: two zero bytes; one byte for the type; one byte for the number of dimensions d;
 * d sizes as unsigned 32-bit integers; then the elements, row by row (the last index runs fastest), and nothing after.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section on file formats.
 * @module
 */

import { expectUint8Array, FormatError } from '../core/errors.ts';
import { looksLike } from '../core/looksLike.ts';

/** The number types of IDX. */
export type IdxType = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

/** An array as read from an IDX file. */
export interface Idx {
  /** The size of each dimension; a size may be 0, and there is at least one. */
  readonly shape: readonly number[];
  /** The elements, row by row, in memory of their own. */
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** What the first bytes of an IDX file say. */
export interface IdxHeader {
  readonly type: IdxType;
  readonly shape: readonly number[];
  readonly headerBytes: number;
  /** Header and elements together; above 2⁵³ not exact, and Infinity above the range of binary64. */
  readonly totalBytes: number;
}

/** The codes of the types, and their names. */
const TYPES: ReadonlyMap<number, IdxType> = new Map<number, IdxType>([
  [0x08, 'uint8'], [0x09, 'int8'], [0x0b, 'int16'], [0x0c, 'int32'], [0x0d, 'float32'], [0x0e, 'float64'],
]);

type View = new (buffer: ArrayBuffer) => Idx['data'];
const VIEWS: Readonly<Record<IdxType, View & { readonly BYTES_PER_ELEMENT: number }>> = {
  uint8: Uint8Array, int8: Int8Array, int16: Int16Array, int32: Int32Array,
  float32: Float32Array, float64: Float64Array,
};

const MAGIC_BYTES = 4;
const SIZE_BYTES = 4;

/** The longest header: 255 dimensions. */
export const MAX_IDX_HEADER_BYTES: number = MAGIC_BYTES + 255 * SIZE_BYTES;

const machineIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

const countOf = (bytes: number): string =>
  (bytes <= Number.MAX_SAFE_INTEGER ? `${bytes} bytes` : 'more than 2^53 bytes');

function typeOf(code: number): IdxType {
  const type = TYPES.get(code);
  if (type !== undefined) return type;
  const known = [...TYPES].map(([k, name]) => `0x${hex(k)} (${name})`).join(', ');
  throw new FormatError(`readIdx: the type code must be one of ${known}, got 0x${hex(code)}`);
}

function checkMagic(bytes: Uint8Array): void {
  if (bytes.length < MAGIC_BYTES) {
    throw new FormatError(`readIdx: bytes must begin with a magic number of 4 bytes, got ${countOf(bytes.length)}`);
  }
  if (bytes[0] === 0 && bytes[1] === 0) return;
  throw new FormatError(`readIdx: bytes must begin with 00 00, got ${looksLike(bytes)}`);
}

/**
 * The header alone; `bytes` need not hold the elements ({@link MAX_IDX_HEADER_BYTES} are always enough).
 *
 * Throws: FormatError for a wrong magic number, an unknown type, no dimension at all, or a header cut short.
 */
export function readIdxHeader(bytes: Uint8Array): IdxHeader {
  expectUint8Array('readIdxHeader', 'bytes', bytes);
  checkMagic(bytes);
  const type = typeOf(bytes[2]);
  const dimensions = bytes[3];
  if (dimensions === 0) throw new FormatError('readIdx: the number of dimensions must be from 1 to 255, got 0');
  const headerBytes = MAGIC_BYTES + dimensions * SIZE_BYTES;
  if (bytes.length < headerBytes) {
    throw new FormatError(
      `readIdx: a header of ${dimensions} dimensions must be ${countOf(headerBytes)}, got ${countOf(bytes.length)}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(MAGIC_BYTES + d * SIZE_BYTES));
  // Rounding is monotone, so a product past 2⁵³ can not come out as the length of any file; but Infinity · 0 would
  // be NaN.
  const elements = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  return { type, shape, headerBytes, totalBytes: headerBytes + elements * VIEWS[type].BYTES_PER_ELEMENT };
}

function reverseEachElement(bytes: Uint8Array, elementBytes: number): void {
  for (let start = 0; start < bytes.length; start += elementBytes) {
    for (let low = start, high = start + elementBytes - 1; low < high; low++, high--) {
      const kept = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = kept;
    }
  }
}

/** FormatError unless a file of that header and of `length` bytes is exactly as long as the header says. */
export function expectIdxLength({ shape, totalBytes, type }: IdxHeader, length: number): void {
  if (length === totalBytes) return;
  const what = shape.length <= 6 ? `${type} of shape [${shape.join(', ')}]` : `${type} of ${shape.length} dimensions`;
  const fault = length < totalBytes ? 'the end is missing' : 'something follows the data';
  throw new FormatError(`readIdx: a file of ${what} must be ${countOf(totalBytes)}, got ${countOf(length)}: ${fault}`);
}

/** The array of a header and the bytes after it, whose memory it takes for its own. */
export function toIdx({ type, shape }: IdxHeader, body: Uint8Array & { readonly buffer: ArrayBuffer }): Idx {
  const View = VIEWS[type];
  if (machineIsLittleEndian) reverseEachElement(body, View.BYTES_PER_ELEMENT);
  return { shape, data: new View(body.buffer) };
}

/**
 * The array in the bytes of an IDX file, unpacked.
 *
 * `data` is a copy: it shares nothing with `bytes`. A dimension of size 0 is allowed, no dimension at all is not.
 *
 * Throws: FormatError if the header is wrong (see {@link readIdxHeader}) or if the file is not exactly as long as its
 * header says. All is checked before anything is allocated, and no more is allocated than the file is long.
 */
export function readIdx(bytes: Uint8Array): Idx {
  expectUint8Array('readIdx', 'bytes', bytes);
  const header = readIdxHeader(bytes);
  expectIdxLength(header, bytes.length);
  const body = new Uint8Array(header.totalBytes - header.headerBytes);
  body.set(bytes.subarray(header.headerBytes));
  return toIdx(header, body);
}
