/**
 * The numbers of tensors: from their bytes, their typed fields, or data beside the model.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { fromBfloat16, fromBinary16 } from '../../core/smallFloats.ts';
import type { TensorMessage } from './messages.ts';
import { quoted } from './utf8.ts';
import type { Constant } from './values.ts';

/** Gives the bytes of a file beside the model, by its name as the model has it. */
export type ExternalData = (location: string) => Uint8Array;

/** How numbers of a type lie in bytes, and in which typed field they may stand. */
interface Kind {
  readonly name: string;
  readonly width: number;
  readonly field: number;
  readonly isFloat: boolean;
  readonly read: (view: DataView, at: number) => number;
  /** From what stands in the typed field. */
  readonly of?: (number: number) => number;
}

const whole = (
  name: string, width: number, read: Kind['read'], field = 5,
): Kind => ({ name, width, field, isFloat: false, read });

const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [1, { name: 'FLOAT', width: 4, field: 4, isFloat: true, read: (view, at) => view.getFloat32(at, true) }],
  [2, whole('UINT8', 1, (view, at) => view.getUint8(at))],
  [3, whole('INT8', 1, (view, at) => view.getInt8(at))],
  [4, whole('UINT16', 2, (view, at) => view.getUint16(at, true))],
  [5, whole('INT16', 2, (view, at) => view.getInt16(at, true))],
  [6, whole('INT32', 4, (view, at) => view.getInt32(at, true))],
  [7, whole('INT64', 8, (view, at) => Number(view.getBigInt64(at, true)), 7)],
  [9, whole('BOOL', 1, (view, at) => view.getUint8(at))],
  [10, {
    name: 'FLOAT16', width: 2, field: 5, isFloat: true, of: fromBinary16,
    read: (view, at) => fromBinary16(view.getUint16(at, true)),
  }],
  [11, { name: 'DOUBLE', width: 8, field: 10, isFloat: true, read: (view, at) => view.getFloat64(at, true) }],
  [12, whole('UINT32', 4, (view, at) => view.getUint32(at, true), 11)],
  [13, whole('UINT64', 8, (view, at) => Number(view.getBigUint64(at, true)), 11)],
  [16, {
    name: 'BFLOAT16', width: 2, field: 5, isFloat: true, of: fromBfloat16,
    read: (view, at) => fromBfloat16(view.getUint16(at, true)),
  }],
]);

/** Whether a type is of floating-point numbers; undefined for one that is not known. */
export function isFloatType(type: number): boolean | undefined {
  return KINDS.get(type)?.isFloat;
}

/** Product of sizes. Throws FormatError where it is no safe integer. */
export function countOf(dims: readonly number[], what: string): number {
  let count = 1;
  for (const size of dims) {
    if (!(Number.isSafeInteger(size) && size >= 0)) {
      throw new FormatError(`readOnnx: ${what} must have sizes from 0, got ${size}`);
    }
    count *= size;
    if (Number.isSafeInteger(count)) continue;
    throw new FormatError(`readOnnx: ${what} must have a number of elements below 2⁵³, got sizes ${dims.join(' × ')}`);
  }
  return count;
}

/** The numbers of a tensor, floats as binary32. Throws FormatError where they do not fit its shape. */
export function toConstant(tensor: TensorMessage, external: ExternalData | undefined): Constant {
  const { name, dims, type, typed } = tensor, what = `tensor ${quoted(name)}`, count = countOf(dims, what);
  const kind = KINDS.get(type);
  if (kind === undefined) {
    const known = [...KINDS.values()].map((each) => each.name).join(', ');
    throw new FormatError(`readOnnx: ${what} must be of type ${known}, got type ${type}`);
  }
  const raw = tensor.isExternal ? externalBytes(tensor, what, external) : tensor.raw;
  const filled = [...typed].filter(([, numbers]) => numbers.length > 0);
  if (raw !== undefined && filled.length > 0) {
    throw new FormatError(`readOnnx: ${what} must have its numbers in one place, got several`);
  }
  if (raw !== undefined) return { dims, isFloat: kind.isFloat, data: fromBytes(raw, kind, count, what) };
  const numbers = typed.get(kind.field) ?? [];
  if (filled.some(([field]) => field !== kind.field) || numbers.length !== count) {
    throw new FormatError(`readOnnx: ${what} must have ${count} numbers as ${kind.name}, got ${numbers.length}`);
  }
  const data = kind.isFloat ? new Float32Array(count) : new Float64Array(count), { of = same } = kind;
  for (let i = 0; i < count; i++) data[i] = of(numbers[i]);
  return { dims, isFloat: kind.isFloat, data };
}

const same = (number: number): number => number;

function fromBytes(raw: Uint8Array, kind: Kind, count: number, what: string): Float32Array | Float64Array {
  if (raw.length !== count * kind.width) {
    const wanted = `${count * kind.width} bytes for ${count} elements of ${kind.name}`;
    throw new FormatError(`readOnnx: ${what} must have ${wanted}, got ${raw.length}`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const data = kind.isFloat ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = kind.read(view, i * kind.width);
  return data;
}

/** The part of a file beside the model. Keys that are not known are ignored, as the format demands. */
function externalBytes(tensor: TensorMessage, what: string, external: ExternalData | undefined): Uint8Array {
  const location = tensor.external.get('location') ?? '';
  expectInside(location, what);
  if (external === undefined) {
    const at = quoted(location);
    throw new FormatError(`readOnnx: ${what} lies in ${at}: externalData must be a function that gives it`);
  }
  const bytes: unknown = external(location);
  if (!(bytes instanceof Uint8Array)) {
    throw new FormatError(`readOnnx: externalData must give the bytes of ${quoted(location)}, got none`);
  }
  const number = (key: string, standard: number): number => {
    const text = tensor.external.get(key);
    if (text === undefined) return standard;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new FormatError(`readOnnx: ${what} must have a decimal ${key}, got ${quoted(text)}`);
  };
  const offset = number('offset', 0), length = number('length', bytes.length - offset);
  if (length >= 0 && offset + length <= bytes.length) return bytes.subarray(offset, offset + length);
  const wanted = `lie within the ${bytes.length} bytes of ${quoted(location)}`;
  throw new FormatError(`readOnnx: ${what} must ${wanted}, got ${length} from ${offset}`);
}

/** Throws FormatError for what is no relative path below the model's folder. */
function expectInside(location: string, what: string): void {
  const parts = location.split('/');
  const isInside = !/[\\:\u0000]/.test(location) && parts.every((part) => part !== '' && part !== '..');
  if (isInside) return;
  const wanted = 'a location below the model’s folder, such as weights.bin';
  throw new FormatError(`readOnnx: ${what} must have ${wanted}, got ${quoted(location)}`);
}
