/**
 * The container of a checkpoint: a manifest in JSON, then tensors.
 *
 *     bytes  0 …  7   'bitgrad' and a line feed
 *     bytes  8 … 11   version of the format: 1, or 2 where training is in shards, of which version 1 knows nothing
 *     bytes 12 … 15   length of the manifest in bytes
 *     from byte 16    the manifest, JSON in ASCII; its `tensors` list name, type and shape of each tensor
 *                     the tensors in that order, each from a multiple of 8 on
 *     last 32 bytes   SHA-256 of all before them
 *
 * Numbers are little-endian, what lies between is 0, and a NaN is 7fc00000 or 7ff8000000000000: one state of a model
 * has one file.
 * @module
 */

import { fromAscii, toAscii } from '../core/ascii.ts';
import { sha256 } from '../core/digest.ts';
import { FormatError, expectUint8Array, isFloat32Array } from '../core/errors.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { looksLike } from '../core/looksLike.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { isList, isObject, writeJson, type Json, type JsonObject } from '../model/description/json.ts';

/** Binary32 or binary64 numbers under a name. */
export interface Tensor {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | Float64Array;
}

export interface Contents {
  readonly manifest: JsonObject;
  readonly tensors: readonly Tensor[];
}

const MAGIC = toAscii('bitgrad\n');
const HEADER_BYTES = 16;
const HASH_BYTES = 32;
const NAN_32 = 0x7fc00000;
const NAN_64_HIGH = 0x7ff80000;

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
const sizes = { float32: 4, float64: 8 } as const;
const typeOf = (values: Float32Array | Float64Array): keyof typeof sizes =>
  (isFloat32Array(values) ? 'float32' : 'float64');

/** The version of the format that a file has. */
function versionOf({ compiled }: JsonObject): number {
  return isObject(compiled) && compiled.shards !== undefined ? 2 : 1;
}

/** The file. */
export function pack(contents: Contents): Uint8Array {
  const body = packBody(contents, HASH_BYTES), end = body.length - HASH_BYTES;
  body.set(fromHex(sha256(body.subarray(0, end))), end);
  return body;
}

/** Whether that file is what `pack` gives. */
export function isPackOf(bytes: Uint8Array, contents: Contents): boolean {
  const body = packBody(contents, 0);
  return body.length === bytes.length - HASH_BYTES && body.every((byte, i) => byte === bytes[i]);
}

/** All but the hash, with `room` bytes behind it. */
function packBody({ manifest, tensors }: Contents, room: number): Uint8Array {
  const entries = tensors.map(({ name, shape, values }) => ({ name, type: typeOf(values), shape }));
  const text = writeJson({ ...manifest, tensors: entries.map((entry) => ({ ...entry })) });
  const start = aligned(HEADER_BYTES + text.length);
  const bytes = new Uint8Array(tensors.reduce((at, { values }) => aligned(at + values.byteLength), start) + room);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, versionOf(manifest), true);
  view.setUint32(12, text.length, true);
  bytes.set(toAscii(text), HEADER_BYTES);
  let at = start;
  for (const { values } of tensors) {
    writeNumbers(view, at, values);
    at = aligned(at + values.byteLength);
  }
  return bytes;
}

function writeNumbers(view: DataView, at: number, values: Float32Array | Float64Array): void {
  if (isFloat32Array(values)) {
    for (let i = 0; i < values.length; i++) {
      if (values[i] === values[i]) view.setFloat32(at + 4 * i, values[i], true);
      else view.setUint32(at + 4 * i, NAN_32, true);
    }
    return;
  }
  for (let i = 0; i < values.length; i++) {
    if (values[i] === values[i]) view.setFloat64(at + 8 * i, values[i], true);
    else view.setUint32(at + 8 * i + 4, NAN_64_HIGH, true); // the low half is 0
  }
}

/**
 * What a file holds. Throws FormatError for bytes that are no such file: everything is held against its length before
 * memory is taken.
 */
export function unpack(who: string, bytes: Uint8Array): Contents {
  expectUint8Array(who, 'bytes', bytes);
  const refuse = (what: string): never => {
    throw new FormatError(`${who}: bytes ${what}`);
  };
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) refuse(`must be a checkpoint of bitgrad, got ${looksLike(bytes)}`);
  if (bytes.length < HEADER_BYTES + HASH_BYTES) {
    refuse(`must be a checkpoint of bitgrad, got the first ${bytes.length} bytes of one`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), end = bytes.length - HASH_BYTES;
  const version = view.getUint32(8, true), length = view.getUint32(12, true);
  if (version !== 1 && version !== 2) refuse(`must be of version 1 or 2 of the format, got ${version}`);
  const hash = toHex(bytes.subarray(end));
  if (sha256(bytes.subarray(0, end)) !== hash) {
    refuse('must have the SHA-256 that they end with, got another: they were cut off or damaged');
  }
  if (HEADER_BYTES + length > end) refuse(`must hold a manifest of ${length} bytes, got ${end - HEADER_BYTES}`);
  const { tensors: entries, ...manifest } = readManifest(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length))
    ?? refuse('must have a JSON object as manifest');
  const tensors: Tensor[] = [];
  let at = aligned(HEADER_BYTES + length);
  for (const entry of isList(entries) ? entries : refuse('must list their tensors')) {
    const { name, type, shape } = isObject(entry) ? entry : refuse('must list tensors as objects');
    if (typeof name !== 'string' || (type !== 'float32' && type !== 'float64') || !isShape(shape)) {
      return refuse('must list tensors by name, type and shape');
    }
    const count = sizeOf(shape);
    if (!(count * sizes[type] <= end - at)) {
      refuse(`must hold tensor '${name}' of ${count} elements, got ${Math.max(0, end - at)} bytes`);
    }
    tensors.push({ name, shape, values: readNumbers(view, at, type, count) });
    at = aligned(at + count * sizes[type]);
  }
  if (at !== end) refuse(`must end with the last tensor, at ${at}, got ${end}`);
  return { manifest, tensors };
}

/** Only sizes from 0 on, whose product is exact or far too large. */
function isShape(shape: Json | undefined): shape is readonly number[] {
  return shape !== undefined && isList(shape) && shape.every((size) => Number.isSafeInteger(size) && Number(size) >= 0);
}

/** Undefined where it is no object. */
function readManifest(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value = JSON.parse(fromAscii(bytes)) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readNumbers(view: DataView, at: number, type: keyof typeof sizes, count: number): Float32Array | Float64Array {
  const values = type === 'float32' ? new Float32Array(count) : new Float64Array(count);
  if (isFloat32Array(values)) for (let i = 0; i < count; i++) values[i] = view.getFloat32(at + 4 * i, true);
  else for (let i = 0; i < count; i++) values[i] = view.getFloat64(at + 8 * i, true);
  return values;
}
