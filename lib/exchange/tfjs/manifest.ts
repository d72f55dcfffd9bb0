/**
 * The weights that a manifest of TensorFlow.js lists.
 * @module
 */

import { FormatError, show } from '../../core/errors.ts';
import { looksLike } from '../../core/looksLike.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { fromBinary16 } from '../../core/smallFloats.ts';
import { isObject, listOf, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import type { FileTensor } from '../kerasLayers/matchTensors.ts';
import { expectPartName, partOfName, type NamedParts } from '../namedParts.ts';

/** A tensor in a shard; `isOfOptimizer` where it is none of the model's. */
export interface ManifestTensor extends FileTensor {
  readonly isOfOptimizer: boolean;
}

/** Bytes an element, by type. */
const WIDTHS: ReadonlyMap<string, number> = new Map([['float32', 4], ['int32', 4], ['bool', 1]]);
const QUANTIZED: ReadonlyMap<string, number> = new Map([['uint8', 1], ['uint16', 2], ['float16', 2]]);

interface Entry {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: string;
  readonly quantization: JsonObject | undefined;
  readonly length: number;
  readonly bytes: number;
  readonly isOfOptimizer: boolean;
}

/**
 * All tensors by name, of groups of shards. Shapes and paths are checked before a part is asked for, the bytes of
 * each group before they are read. `note` hears how coarse quantized tensors are. Throws FormatError.
 */
export async function readManifest(
  who: string, manifest: Json, parts: NamedParts, maxBytes: number, note: (text: string) => void,
): Promise<ReadonlyMap<string, ManifestTensor>> {
  const origin = { who, what: 'weightsManifest' }, tensors = new Map<string, ManifestTensor>();
  const groups = listOf(manifest, origin).map((group) => {
    const { paths, weights } = objectOf(group, origin);
    return {
      paths: listOf(paths, origin).map((path) => expectPartName(who, 'a path in weightsManifest', path)),
      entries: listOf(weights, origin).map((weight) => entryOf(who, objectOf(weight, origin))),
    };
  });
  const total = groups.flatMap(({ entries }) => entries)
    .reduce((sum, { bytes, length }) => sum + bytes + 4 * length, 0);
  if (!(total <= 2 * maxBytes)) {
    throw new FormatError(`${who}: weights must take at most ${maxBytes} bytes (maxBytes), got ${total}`);
  }
  for (const { paths, entries } of groups) {
    const bytes = await joined(who, paths, parts, entries);
    let at = 0;
    for (const entry of entries) {
      if (tensors.has(entry.name)) {
        throw new FormatError(`${who}: weights must have names of their own, got ${show(entry.name)} twice`);
      }
      tensors.set(entry.name, {
        shape: entry.shape, values: valuesOf(entry, bytes.subarray(at, at + entry.bytes), note),
        isOfOptimizer: entry.isOfOptimizer,
      });
      at += entry.bytes;
    }
  }
  return tensors;
}

function entryOf(who: string, weight: JsonObject): Entry {
  const { name, shape, dtype, quantization, group } = weight, what = `weight ${show(name)}`;
  if (typeof name !== 'string') throw new FormatError(`${who}: a weight must have a name, got ${show(name)}`);
  const sizes = listOf(shape, { who, what });
  const isShape = sizes.every((size) => typeof size === 'number' && Number.isInteger(size) && size >= 0);
  const length = isShape ? sizeOf(sizes as Shape) : NaN;
  if (!Number.isSafeInteger(4 * length)) {
    throw new FormatError(`${who}: ${what} must have a shape whose size is below 2⁵³, got ${show(shape)}`);
  }
  const width = typeof dtype === 'string' ? WIDTHS.get(dtype) : undefined;
  if (typeof dtype !== 'string' || width === undefined) {
    throw new FormatError(`${who}: ${what} must be of type ${[...WIDTHS.keys()].join(', ')}, got ${show(dtype)}`);
  }
  const quantized = isObject(quantization) ? quantization : undefined, packed = String(quantized?.['dtype']);
  const own = quantized === undefined ? width : QUANTIZED.get(packed);
  if (own === undefined) {
    throw new FormatError(`${who}: ${what} must be quantized to ${[...QUANTIZED.keys()].join(', ')}, got ${
      show(packed)}`);
  }
  if (quantized !== undefined && packed !== 'float16') {
    for (const key of ['scale', 'min'] as const) {
      if (typeof quantized[key] !== 'number') {
        throw new FormatError(`${who}: quantization of ${what} must have a number as ${key},
          got ${show(quantized[key])}`);
      }
    }
  }
  return {
    name, shape: sizes as Shape, dtype, quantization: quantized, length, bytes: length * own,
    isOfOptimizer: group === 'optimizer',
  };
}

/** The shards of a group, one after the other. */
async function joined(
  who: string, paths: readonly string[], parts: NamedParts, entries: readonly Entry[],
): Promise<Uint8Array> {
  const wanted = entries.reduce((sum, { bytes }) => sum + bytes, 0), shards: Uint8Array[] = [];
  let got = 0;
  for (const path of paths) {
    const shard = await partOfName(who, parts, path);
    shards.push(shard);
    got += shard.length;
  }
  const names = paths.map((path) => show(path)).join(', ');
  if (got !== wanted) {
    let end = 0;
    const cut = entries.find(({ bytes }) => (end += bytes) > got);
    const first = shards.find(({ length }) => length > 0),
      begins = first && got < wanted ? `; it looks like ${looksLike(first)}` : '';
    const where = cut === undefined ? '' : `: weight ${show(cut.name)} ${formatShape(cut.shape)} is cut off`;
    throw new FormatError(`${who}: ${names} must hold ${wanted} bytes, got ${got}${where}${begins}`);
  }
  if (shards.length === 1) return shards[0];
  const all = new Uint8Array(wanted);
  shards.reduce((at, shard) => (all.set(shard, at), at + shard.length), 0);
  return all;
}

function valuesOf(
  { name, dtype, quantization, length }: Entry, bytes: Uint8Array, note: (text: string) => void,
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), values = new Float32Array(length);
  const fill = (read: (i: number) => number): Float32Array => {
    for (let i = 0; i < length; i++) values[i] = read(i);
    return values;
  };
  if (quantization === undefined) {
    if (dtype === 'bool') return fill((i) => bytes[i]);
    return fill((i) => (dtype === 'int32' ? view.getInt32(4 * i, true) : view.getFloat32(4 * i, true)));
  }
  const { dtype: packed, scale, min } = quantization;
  if (packed === 'float16') {
    note(`${name}: the file has float16, to 11 significant bits`);
    return fill((i) => fromBinary16(view.getUint16(2 * i, true)));
  }
  const step = scale as number, least = min as number, isWide = packed === 'uint16';
  note(`${name}: the file has ${String(packed)} in steps of ${step}; weights are within ${step / 2} of what they were`);
  return fill((i) => {
    const value = (isWide ? view.getUint16(2 * i, true) : bytes[i]) * step + least;
    return dtype === 'int32' ? Math.round(value) : value;
  });
}
