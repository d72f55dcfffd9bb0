/**
 * Tensors as the bytes of a safetensors file.
 * @module
 */

import {
  FormatError, ShapeError, expectArray, expectInteger, expectPlainObject, expectString, show, typeError,
} from '../../core/errors.ts';
import { typedArrayName } from '../../core/kinds.ts';
import { isLittleEndian } from '../../core/platform.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { toUtf8 } from '../../core/utf8.ts';
import { DTYPES } from './dtypes.ts';
import { LENGTH_BYTES, METADATA, MOST_HEADER_BYTES } from './header.ts';

/** Whose kind says the dtype: a Float32Array F32, a Float64Array F64, an Int8Array I8 and so on. */
export type WrittenValues =
  | Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array
  | BigInt64Array | BigUint64Array;

/** A tensor to write. */
export interface WrittenTensor {
  /** [] of a single number. */
  readonly shape: Shape;
  /** Row-major. */
  readonly values: WrittenValues;
}

/** Tensors or texts by name. */
export type ByName<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

const KINDS: ReadonlyMap<string, string> = new Map([
  ['Float32Array', 'F32'], ['Float64Array', 'F64'], ['Int8Array', 'I8'], ['Int16Array', 'I16'], ['Int32Array', 'I32'],
  ['Uint8Array', 'U8'], ['Uint16Array', 'U16'], ['Uint32Array', 'U32'], ['BigInt64Array', 'I64'],
  ['BigUint64Array', 'U64'],
]);
const ORDER = [...DTYPES.keys()];

interface Placed extends WrittenTensor {
  readonly name: string;
  readonly dtype: string;
}

/**
 * Tensors as one file, to the byte as the reference writes it: the largest dtypes first, then by name; the header
 * filled up with spaces, so that all numbers are aligned. Metadata come sorted by name, so that equal contents have
 * equal bytes.
 *
 *     const bytes = writeSafetensors({ 'dense/w': { shape: [2, 3], values: new Float32Array(6) } });
 *
 * Throws TypeError or RangeError for a tensor that is none, for a name that is reserved, and for text that is no
 * Unicode; ShapeError where the shape has another size than the values; FormatError for a header above 100,000,000
 * bytes, which no reader takes.
 *
 * Source: safetensors 0.8.0 (Hugging Face).
 */
export function writeSafetensors(tensors: ByName<WrittenTensor>, metadata?: ByName<string>): Uint8Array {
  const placed = entriesOf('tensors', tensors).map(([name, tensor]) => place(name, tensor));
  placed.sort((a, b) => ORDER.indexOf(a.dtype) - ORDER.indexOf(b.dtype) || compare(a.name, b.name));
  const texts = metadata === undefined ? undefined : entriesOf('metadata', metadata);
  texts?.forEach(([name, text]) => expectString('writeSafetensors', `metadata.${name}`, text));
  const header = headerOf(placed, texts?.sort(([a], [b]) => compare(a, b)));
  const start = LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(start + placed.reduce((sum, { values }) => sum + values.byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, LENGTH_BYTES);
  let at = start;
  for (const { values } of placed) {
    put(values, bytes, at);
    at += values.byteLength;
  }
  return bytes;
}

function entriesOf<T>(argument: string, given: ByName<T>): [string, T][] {
  if (given instanceof Map) return [...given as ReadonlyMap<string, T>];
  expectPlainObject('writeSafetensors', argument, given);
  return Object.entries(given);
}

function place(name: string, tensor: WrittenTensor): Placed {
  const who = 'writeSafetensors', what = `tensors.${name}`;
  expectString(who, 'a name of tensors', name);
  if (name === METADATA) throw typeError(`${who}: tensors must have names of their own, got ${METADATA}`);
  expectPlainObject(who, what, tensor);
  const { shape, values } = tensor;
  expectArray(who, `${what}.shape`, shape);
  shape.forEach((length, axis) => expectInteger(who, `${what}.shape[${axis}]`, length));
  const dtype = KINDS.get(typedArrayName(values) ?? '');
  if (dtype === undefined) {
    throw typeError(`${who}: ${what}.values must be one of ${[...KINDS.keys()].join(', ')}, got ${show(values)}`);
  }
  if (sizeOf(shape) === values.length) return { name, dtype, shape, values };
  const wanted = `${what}.values must hold ${sizeOf(shape)} elements of shape ${formatShape(shape)}`;
  throw new ShapeError(`${who}: ${wanted}, got ${values.length}`);
}

function headerOf(placed: readonly Placed[], texts: readonly (readonly [string, string])[] | undefined): Uint8Array {
  let at = 0;
  const parts = texts === undefined ? [] : [`"${METADATA}":{${
    texts.map(([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(text)}`).join(',')}}`];
  for (const { name, dtype, shape, values: { byteLength } } of placed) {
    const where = `"shape":[${shape.join(',')}],"data_offsets":[${at},${at + byteLength}]`;
    parts.push(`${JSON.stringify(name)}:{"dtype":"${dtype}",${where}}`);
    at += byteLength;
  }
  const text = `{${parts.join(',')}}`;
  expectFit(text.length, 'characters'); // of a byte at least
  const json = toUtf8(text);
  // JSON.stringify writes half of a pair of surrogates as an escape
  const isUnicode = [...placed.map(({ name }) => name), ...texts?.flat() ?? []].every((each) => toUtf8(each));
  if (json === undefined || !isUnicode) {
    throw typeError('writeSafetensors: names and metadata must be Unicode, got half of a pair of surrogates');
  }
  const header = new Uint8Array(8 * Math.ceil(json.length / 8)).fill(0x20);
  header.set(json);
  expectFit(header.length, 'bytes');
  return header;
}

function expectFit(count: number, unit: string): void {
  if (count <= MOST_HEADER_BYTES) return;
  const wanted = `names must fit a header of ${MOST_HEADER_BYTES} bytes`;
  throw new FormatError(`writeSafetensors: ${wanted}, got ${count} ${unit}`);
}

/** By code points, as the bytes of UTF-8 compare. */
function compare(a: string, b: string): number {
  const left = [...a], right = [...b], i = left.findIndex((character, at) => character !== right[at]);
  if (i < 0) return left.length - right.length;
  return right[i] === undefined ? 1 : Number(left[i].codePointAt(0)) - Number(right[i].codePointAt(0));
}

/** Little-endian, whatever the machine. */
function put(values: WrittenValues, bytes: Uint8Array, at: number): void {
  const size = values.BYTES_PER_ELEMENT;
  const from = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  bytes.set(from, at);
  if (size === 1 || isLittleEndian()) return;
  for (let i = at; i < at + from.length; i += size) bytes.subarray(i, i + size).reverse();
}
