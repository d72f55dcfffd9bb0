/**
 * Element types and shapes of HDF5, and the values they stand for.
 * @module
 */

import { sizeOf, type Shape } from '../../../core/shape.ts';
import { fromBinary16 } from '../../../core/smallFloats.ts';
import { textOf } from '../../jsonText.ts';
import { NOWHERE, type Hdf5Reader } from './reader.ts';

/** What an element is. */
export type ElementType =
  | { readonly kind: 'float' | 'integer'; readonly size: number; readonly isSigned: boolean }
  | { readonly kind: 'text'; readonly size: number }
  | { readonly kind: 'texts'; readonly size: number };

const CLASSES = [
  'an integer', 'a float', 'a time', 'text', 'bits', 'opaque', 'compound', 'a reference', 'an enumeration',
  'of variable length', 'an array',
];

/** A message of type. Throws FormatError for another than little-endian numbers and text. */
export function readType(reader: Hdf5Reader, at: number): ElementType {
  const first = reader.u8(at), bits = reader.u8(at + 1), size = reader.u32(at + 4), kind = first & 15;
  if (first >> 4 !== 1) reader.fail('a type must be of version 1', first >> 4);
  if (kind === 3) return { kind: 'text', size };
  if (kind === 9 && (bits & 15) === 1) return { kind: 'texts', size };
  if (kind !== 0 && kind !== 1) {
    return reader.fail('a type must be an integer, a float or text', CLASSES[kind] ?? `class ${kind}`);
  }
  if ((bits & 1) !== 0) reader.fail('numbers must be little-endian', 'big-endian ones');
  const sizes = kind === 1 ? [2, 4, 8] : [1, 2, 4, 8];
  if (!sizes.includes(size)) reader.fail(`a number must have ${sizes.join(', ')} bytes`, size);
  return { kind: kind === 1 ? 'float' : 'integer', size, isSigned: (bits & 8) !== 0 };
}

/** A message of shape. Throws FormatError for sizes whose product is not below 2⁵³. */
export function readShape(reader: Hdf5Reader, at: number): Shape {
  const version = reader.u8(at), rank = reader.u8(at + 1), from = version === 1 ? at + 8 : at + 4;
  if (version !== 1 && version !== 2) reader.fail('a dataspace must be of version 1 or 2', version);
  if (rank > 32) reader.fail('a shape must have at most 32 axes', rank);
  const shape = Array.from({ length: rank }, (_, axis) => reader.u64(from + 8 * axis));
  if (!Number.isSafeInteger(sizeOf(shape))) reader.fail('a shape must have a size below 2⁵³', `(${shape.join(', ')})`);
  return shape;
}

/** The elements from `at`, each rounded to binary32. */
export function readNumbers(reader: Hdf5Reader, at: number, count: number, type: ElementType): Float32Array {
  const { bytes } = reader, { size, kind } = type;
  reader.expect('a dataset', at, count * size);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, count * size), values = new Float32Array(count);
  const read = readerOf(view, type, () => reader.fail('a tensor must hold numbers', kind));
  for (let i = 0; i < count; i++) values[i] = read(i * size);
  return values;
}

function readerOf(view: DataView, type: ElementType, fail: () => never): (at: number) => number {
  if (type.kind === 'float') {
    return type.size === 4 ? (at) => view.getFloat32(at, true)
      : type.size === 8 ? (at) => view.getFloat64(at, true) : (at) => fromBinary16(view.getUint16(at, true));
  }
  if (type.kind !== 'integer') return fail();
  const { size, isSigned } = type;
  if (size === 1) return (at) => (isSigned ? view.getInt8(at) : view.getUint8(at));
  if (size === 2) return (at) => (isSigned ? view.getInt16(at, true) : view.getUint16(at, true));
  if (size === 4) return (at) => (isSigned ? view.getInt32(at, true) : view.getUint32(at, true));
  return (at) => Number(isSigned ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
}

/** Texts from `at`: fixed ones side by side, or each in a collection elsewhere. */
export function readTexts(reader: Hdf5Reader, at: number, count: number, type: ElementType): string[] {
  const { size } = type;
  reader.expect('an attribute', at, count * size);
  if (type.kind === 'text') return Array.from({ length: count }, (_, i) => utf8(reader, at + i * size, size));
  if (type.kind !== 'texts') return [];
  if (size !== 16) reader.fail('a text of variable length must take 16 bytes', size);
  return Array.from({ length: count }, (_, i) => {
    const own = at + 16 * i, length = reader.u32(own), collection = reader.u64(own + 4);
    return length === 0 || collection === NOWHERE ? '' : inCollection(reader, collection, reader.u32(own + 12), length);
  });
}

function inCollection(reader: Hdf5Reader, collection: number, index: number, length: number): string {
  reader.visit('a collection', collection, 'GCOL');
  const end = collection + reader.u64(collection + 8);
  reader.expect('a collection', collection, end - collection);
  for (let at = collection + 16; at + 16 <= end;) {
    const own = reader.u16(at), size = reader.u64(at + 8);
    if (own === 0) break;
    if (own === index) {
      if (length > size || at + 16 + size > end) reader.fail('a text must lie in its collection', length);
      return utf8(reader, at + 16, length);
    }
    at += 16 + Math.ceil(size / 8) * 8;
  }
  return reader.fail(`a collection at ${collection} must have object ${index}`, 'none');
}

function utf8(reader: Hdf5Reader, at: number, length: number): string {
  reader.expect('a text', at, length);
  const own = reader.bytes.subarray(at, at + length), end = own.indexOf(0);
  return textOf(reader.who, 'a text', end < 0 ? own : own.subarray(0, end));
}
