/**
 * NumPy's own file format: an array of one number type with its shape.
 * @module
 */

import {
  FormatError, ShapeError, expectArray, expectInteger, expectUint8Array, isTypedArray, show, typeError,
} from '../core/errors.ts';
import { typedArrayName } from '../core/kinds.ts';
import { permuted } from '../core/permuted.ts';
import { isLittleEndian } from '../core/platform.ts';
import { formatShape, sizeOf } from '../core/shape.ts';
import { readNpyHeader, writeNpyHeader, type NpyHeader } from './npyHeader.ts';

/** Typed arrays that files are read into and written from. */
export type NpyData =
  Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

/** An array as read from a file. */
export interface Npy {
  /** The size of each dimension; of a single number without any. */
  readonly shape: readonly number[];
  /** The elements row by row, the last index running fastest, in memory of their own. */
  readonly data: NpyData;
}

type View = (new (length: number) => NpyData) & { readonly BYTES_PER_ELEMENT: number };

/** The types of NumPy with the array that holds them: whole numbers of 64 bits are binary64, booleans 0 and 1. */
const VIEWS: ReadonlyMap<string, View> = new Map<string, View>([
  ['f4', Float32Array], ['f8', Float64Array], ['i1', Int8Array], ['i2', Int16Array], ['i4', Int32Array],
  ['i8', Float64Array], ['u1', Uint8Array], ['u2', Uint16Array], ['u4', Uint32Array], ['u8', Float64Array],
  ['b1', Uint8Array],
]);

/** What writes as what. */
const DESCRIPTIONS: ReadonlyMap<string | undefined, string> = new Map([
  ['Float32Array', '<f4'], ['Float64Array', '<f8'], ['Int8Array', '|i1'], ['Int16Array', '<i2'], ['Int32Array', '<i4'],
  ['Uint8Array', '|u1'], ['Uint8ClampedArray', '|u1'], ['Uint16Array', '<u2'], ['Uint32Array', '<u4'],
]);

/** Turns the order of the bytes of each element. */
function reverseEach(bytes: Uint8Array, elementBytes: number): void {
  for (let at = 0; at < bytes.length; at += elementBytes) bytes.subarray(at, at + elementBytes).reverse();
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Whole numbers of 64 bits. FormatError for one that binary64 need not hold. */
function readLong(bytes: Uint8Array, { type, isBigEndian }: NpyHeader, out: NpyData): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i++) {
    const value = type === 'i8' ? view.getBigInt64(8 * i, !isBigEndian) : view.getBigUint64(8 * i, !isBigEndian);
    out[i] = Number(value);
    if (Number.isSafeInteger(out[i])) continue;
    throw new FormatError(`readNpy: whole numbers must be at most 2^53 - 1 in magnitude, got ${value} at ${i}`);
  }
}

function readElements(bytes: Uint8Array, header: NpyHeader, out: NpyData): void {
  const { type, isBigEndian } = header;
  if (type === 'i8' || type === 'u8') return readLong(bytes, header, out);
  const own = bytesOf(out);
  own.set(bytes);
  if (isBigEndian === isLittleEndian()) reverseEach(own, out.BYTES_PER_ELEMENT);
  const wrong = type === 'b1' ? own.findIndex((byte) => byte > 1) : -1;
  if (wrong >= 0) throw new FormatError(`readNpy: booleans must be 0 or 1, got ${own[wrong]} at ${wrong}`);
}

/** Elements whose first index runs fastest, as those whose last one does. */
function toRowMajor(data: NpyData, shape: readonly number[]): NpyData {
  return permuted(data, [...shape].reverse(), shape.map((_, axis) => shape.length - 1 - axis));
}

/**
 * The array in the bytes of an `.npy` file, as `numpy.save` writes it, in versions 1.0 to 3.0 and either order of bytes
 * and of indices.
 *
 *     const { data, shape } = readNpy(bytes);
 *
 * Types f4, f8, i1, i2, i4, u1, u2 and u4 give typed arrays of their own; i8 and u8 a Float64Array of the same whole
 * numbers; b1 a Uint8Array of 0 and 1. `data` is a copy: it shares nothing with `bytes`.
 *
 * Throws: FormatError if the header is not strictly as NumPy's, for other types (strings, objects, f2, complex
 *         numbers), for a whole number beyond 2⁵³ − 1, and unless the file is exactly as long as its header says. All
 *         is checked before anything is allocated, and no more is allocated than the file is long.
 */
export function readNpy(bytes: Uint8Array): Npy {
  expectUint8Array('readNpy', 'bytes', bytes);
  const header = readNpyHeader(bytes), { type, isFortran, shape, headerBytes } = header, Data = VIEWS.get(type);
  if (Data === undefined) {
    throw new FormatError(`readNpy: the type must be one of ${[...VIEWS.keys()].join(', ')}, got ${type}`);
  }
  const size = shape.includes(0) ? 0 : sizeOf(shape), wanted = headerBytes + size * Number(type[1]);
  if (bytes.length !== wanted) {
    const what = `a file of ${type} of shape ${formatShape(shape)}`;
    throw new FormatError(`readNpy: ${what} must be ${wanted} bytes, got ${bytes.length}`);
  }
  const data = new Data(size);
  readElements(bytes.subarray(headerBytes), header, data);
  return { shape, data: isFortran && shape.length > 1 ? toRowMajor(data, shape) : data };
}

/**
 * The bytes of an `.npy` file with these elements, row by row: those that `numpy.save` writes.
 *
 *     await writeFile('x.npy', writeNpy(x, [60000, 28, 28]));
 *
 * `shape` by default is one dimension.
 * Throws: TypeError for what is no typed array of numbers, ShapeError where it does not hold what the shape says.
 */
export function writeNpy(data: NpyData, shape?: readonly number[]): Uint8Array {
  const description = DESCRIPTIONS.get(typedArrayName(data));
  if (!isTypedArray(data) || description === undefined) {
    throw typeError(`writeNpy: data must be a typed array of numbers, got ${show(data)}`);
  }
  const sizes = shape === undefined ? [data.length] : shape;
  expectArray('writeNpy', 'shape', sizes);
  sizes.forEach((size, axis) => expectInteger('writeNpy', `shape[${axis}]`, size));
  if (sizeOf(sizes) !== data.length) {
    throw new ShapeError(`writeNpy: data must hold ${sizeOf(sizes)} elements, shape ${formatShape(sizes)}, `
      + `got ${data.length}`);
  }
  const header = writeNpyHeader(description, sizes), out = new Uint8Array(header.length + data.byteLength);
  out.set(header);
  const body = out.subarray(header.length);
  body.set(bytesOf(data));
  if (!isLittleEndian()) reverseEach(body, data.BYTES_PER_ELEMENT);
  return out;
}
