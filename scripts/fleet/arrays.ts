/**
 * Named arrays as bytes: a line of JSON with names, kinds and lengths, then the numbers, little-endian.
 * @module
 */
import { ScaledBytes } from '../../lib/data/index.ts';
import type { ShardGradient } from '../../lib/model/index.ts';
import type { Images } from '../dataset.ts';
import { SchemaError, expectSchema, listOf, object, oneOf, text, whole, type Check } from './schema.ts';
import { MOST_BYTES } from './store.ts';

type Numbers = Uint8Array | Float32Array | Float64Array;
type Kind = 'u8' | 'f32' | 'f64';

const SIZES: Readonly<Record<Kind, number>> = { u8: 1, f32: 4, f64: 8 };

interface Line {
  readonly name: string;
  readonly kind: Kind;
  readonly length: number;
}

const NEWLINE = 10, MOST_LINE = 65_536;
const LINES: Check = listOf(object({ name: text, kind: oneOf('u8', 'f32', 'f64'), length: whole(0) }), 256);

/** Arrays with their names as bytes. */
export function packArrays(arrays: Readonly<Record<string, Numbers>>): Uint8Array {
  const lines = Object.entries(arrays).map(([name, array]): Line => (
    { name, kind: array instanceof Uint8Array ? 'u8' : array instanceof Float32Array ? 'f32' : 'f64',
      length: array.length }));
  const header = Buffer.from(`${JSON.stringify(lines)}\n`);
  const parts = Object.values(arrays).map((array) => littleEndian(array));
  return Buffer.concat([header, ...parts]);
}

/** The arrays, by name. Throws SchemaError for other bytes. */
export function unpackArrays(bytes: Uint8Array): ReadonlyMap<string, Numbers> {
  const end = bytes.subarray(0, MOST_LINE).indexOf(NEWLINE), lines = linesOf(bytes.subarray(0, Math.max(end, 0)));
  const sizes = lines.map(({ kind, length }) => SIZES[kind] * length);
  const total = sizes.reduce((sum, size) => sum + size, end + 1);
  if (total !== bytes.length || total > MOST_BYTES) {
    throw new SchemaError(`arrays must have ${total} bytes, at most ${MOST_BYTES}, got ${bytes.length}`);
  }
  let at = end + 1;
  return new Map(lines.map(({ name, kind }, i) => {
    const own = littleEndian(bytes.subarray(at, at += sizes[i]), SIZES[kind]); // in a buffer of its own
    return [name, kind === 'u8' ? own : new (kind === 'f32' ? Float32Array : Float64Array)(own.buffer)];
  }));
}

function linesOf(header: Uint8Array): readonly Line[] {
  let lines: unknown;
  try {
    lines = JSON.parse(Buffer.from(header).toString());
  } catch {
    lines = undefined;
  }
  expectSchema('data', { lines }, { lines: LINES });
  return lines as readonly Line[];
}

/** The bytes as they are on little-endian machines, in a copy; turned round on others. */
function littleEndian(array: Numbers, size: number = array.BYTES_PER_ELEMENT): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  const isLittle = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
  if (!isLittle) for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}

/** Examples, and how many they are. */
export interface Examples extends Images {
  readonly count: number;
}

/** Examples as bytes. Images stay bytes. */
export function packExamples({ x, y, count }: Examples): Uint8Array {
  const counted = { y, count: Float64Array.of(count) };
  if (x instanceof ScaledBytes) return packArrays({ pixels: x.bytes, ...counted });
  return packArrays({ x: Float32Array.from(x), ...counted });
}

/** Throws SchemaError for other bytes. */
export function unpackExamples(bytes: Uint8Array): Examples {
  const arrays = unpackArrays(bytes), pixels = arrays.get('pixels'), x = arrays.get('x'), y = arrays.get('y');
  const count = arrays.get('count')?.[0] ?? 0;
  const wholes = [pixels ?? x ?? [], y ?? []].map(({ length }) => length / count);
  if (y instanceof Uint8Array && count >= 1 && wholes.every(Number.isInteger)) {
    if (pixels instanceof Uint8Array) return { x: new ScaledBytes(pixels), y, count };
    if (x instanceof Float32Array) return { x, y, count };
  }
  throw new SchemaError(`examples must be arrays x or pixels, y and count, got ${[...arrays.keys()].join(', ')}`);
}

/** Of a node of the tree of shards; which that is goes without saying. */
export function packGradient({ gradient, beside, losses, rows, activity }: ShardGradient): Uint8Array {
  const named = (name: string, all: readonly Numbers[]): (readonly [string, Numbers])[] =>
    all.map((array, i) => [`${name}${i}`, array]);
  return packArrays({
    gradient, activity, ...Object.fromEntries([...named('beside', beside), ...named('losses', losses)]),
    rows: Float64Array.from(rows),
  });
}

/** Throws SchemaError for other bytes; whether the arrays fit the model is for `applyShards` to say. */
export function unpackGradient(
  bytes: Uint8Array, node: Pick<ShardGradient, 'shard' | 'count' | 'examples' | 'step'>,
): ShardGradient {
  const arrays = unpackArrays(bytes);
  const floats = (name: string): Float32Array => {
    const array = arrays.get(name);
    if (array instanceof Float32Array) return array;
    throw new SchemaError(`a gradient must have the array ${name}, got ${[...arrays.keys()].join(', ')}`);
  };
  const all = (name: string): Float32Array[] =>
    [...arrays.keys()].filter((key) => key.startsWith(name)).map((_, i) => floats(`${name}${i}`));
  const rows = arrays.get('rows');
  if (!(rows instanceof Float64Array)) throw new SchemaError('a gradient must have the array rows');
  return {
    ...node, gradient: floats('gradient'), activity: floats('activity'), beside: all('beside'), losses: all('losses'),
    rows: [...rows],
  };
}
