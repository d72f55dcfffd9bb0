/**
 * What the instructions mean that touch memory.
 * @module
 */
import { read, shapeOf, write, type Shape } from './values.ts';

/** One page, which is all that the tests' memory has or may have. */
export const MEMORY_BYTES = 65536;

/** An address and the bytes behind it, or a trap. */
function range(address: number, offset: number, length: number): number {
  const at = (address >>> 0) + offset;
  if (at + length > MEMORY_BYTES) throw new RangeError('traps');
  return at;
}

const int32 = (bytes: Uint8Array): number => Number(read(bytes, 0, shapeOf('i32'))[0]);

/** What is fixed in the code of an access. */
export interface Access {
  readonly offset: number;
  readonly lane: number;
}

type Meaning = (
  memory: Uint8Array, operands: readonly Uint8Array[], access: Access, to: Shape, captured: readonly string[],
) => Uint8Array | undefined;

/** Lanes widened or as they are, at the beginning of 16 bytes, the rest zero. */
function lanesOf(shape: Shape, lanes: readonly (bigint | number)[]): Uint8Array {
  const result = new Uint8Array(16);
  write(result, 0, shape, lanes);
  return result;
}

function load(memory: Uint8Array, address: Uint8Array, offset: number, bytes: number): Uint8Array {
  const at = range(int32(address), offset, bytes);
  const result = new Uint8Array(16);
  result.set(memory.subarray(at, at + bytes));
  return result;
}

const bytesOf = (to: Shape, bits: string | undefined): number =>
  bits === undefined ? to.bits * to.count / 8 : Number(bits) / 8;

const table: readonly [RegExp, Meaning][] = [
  [/^load$/, (memory, [address], { offset }, to) => load(memory, address, offset, bytesOf(to, undefined))],
  [/^load(\d+)_([su])$/, (memory, [address], { offset }, to, [bits, sign]) => {
    const [value] = read(load(memory, address, offset, bytesOf(to, bits)), 0, shapeOf(`i${bits}`));
    return lanesOf(to, [sign === 's' ? value : BigInt.asUintN(Number(bits), BigInt(value))]);
  }],
  [/^store(\d+)?$/, (memory, [address, value], { offset }, to, [bits]) => {
    const length = bytesOf(to, bits);
    memory.set(value.subarray(0, length), range(int32(address), offset, length));
    return undefined;
  }],
  [/^load(\d+)x(\d+)_([su])$/, (memory, [address], { offset }, _, [bits, count, sign]) => {
    const lanes = read(load(memory, address, offset, 8), 0, { float: false, bits: Number(bits), count: Number(count) });
    const wide = lanes.map((lane) => (sign === 's' ? lane : BigInt.asUintN(Number(bits), BigInt(lane))));
    return lanesOf({ float: false, bits: 2 * Number(bits), count: Number(count) }, wide);
  }],
  [/^load(\d+)_splat$/, (memory, [address], { offset }, to, [bits]) => {
    const one = load(memory, address, offset, bytesOf(to, bits));
    return Uint8Array.from({ length: 16 }, (_, i) => one[i % (Number(bits) / 8)]);
  }],
  [/^load(\d+)_zero$/, (memory, [address], { offset }, to, [bits]) => load(memory, address, offset, bytesOf(to, bits))],
  [/^load(\d+)_lane$/, (memory, [address, vector], { offset, lane }, to, [bits]) => {
    const length = bytesOf(to, bits);
    const result = vector.slice();
    result.set(load(memory, address, offset, length).subarray(0, length), lane * length);
    return result;
  }],
  [/^store(\d+)_lane$/, (memory, [address, vector], { offset, lane }, to, [bits]) => {
    const length = bytesOf(to, bits);
    memory.set(vector.subarray(lane * length, (lane + 1) * length), range(int32(address), offset, length));
    return undefined;
  }],
  [/^size$/, () => lanesOf(shapeOf('i32'), [1n])],
  [/^grow$/, (_, [pages]) => lanesOf(shapeOf('i32'), [int32(pages) === 0 ? 1n : -1n])],
  [/^fill$/, (memory, [to, value, count]) => {
    const length = int32(count) >>> 0;
    const at = range(int32(to), 0, length);
    memory.fill(value[0], at, at + length);
    return undefined;
  }],
  [/^copy$/, (memory, [to, from, count]) => {
    const length = int32(count) >>> 0;
    const source = range(int32(from), 0, length);
    memory.set(memory.slice(source, source + length), range(int32(to), 0, length));
    return undefined;
  }],
];

/** The meaning of an instruction by the second part of its name, undefined if this is none of these. */
export function memoryAccess(
  name: string, to: Shape,
): ((memory: Uint8Array, operands: readonly Uint8Array[], access: Access) => Uint8Array | undefined) | undefined {
  for (const [pattern, meaning] of table) {
    const match = pattern.exec(name);
    if (match !== null) return (memory, operands, access) => meaning(memory, operands, access, to, match.slice(1));
  }
  return undefined;
}
