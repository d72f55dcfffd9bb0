/**
 * What every instruction of the table means, in JavaScript and independent of the table's opcodes.
 * @module
 */
import type { Instruction } from '../../../lib/wasm/instructions.ts';
import { conversion } from './conversions.ts';
import { floatComparisons, floats, integerComparisons, integers } from './elementwise.ts';
import { memoryAccess } from './memory.ts';
import { read, shapeOf, write, type Lane, type Shape } from './values.ts';

/** What is fixed in the code of an instruction. */
export interface Fixed {
  readonly offset?: number;
  readonly lane?: number;
  readonly bytes?: readonly number[];
  readonly value?: Lane;
}

/** From a memory and the bytes of the operands (16 each) to those of the result; throws where the instruction traps. */
export type Meaning = (memory: Uint8Array, operands: readonly Uint8Array[], fixed: Fixed) => Uint8Array | undefined;

function result(shape: Shape, lanes: readonly Lane[]): Uint8Array {
  const bytes = new Uint8Array(16);
  write(bytes, 0, shape, lanes);
  return bytes;
}

/** Element after element; a scalar operand beside vectors is the same for every lane. */
function elementwise({ operands: types }: Instruction, name: string, shape: Shape): Meaning | undefined {
  const lanesOf = (bytes: Uint8Array, k: number): Lane[] => {
    if (shape.count === 1 || types[k] === 'v128') return read(bytes, 0, shape);
    return Array.from({ length: shape.count }, () => read(bytes, 0, shapeOf(types[k]))[0]);
  };
  const map = (operands: readonly Uint8Array[], of: (a: Lane, b: Lane) => Lane, to: Shape): Uint8Array => {
    const [a, b = a] = operands.map(lanesOf);
    return result(to, a.map((x, i) => of(x, b[i])));
  };
  // A comparison gives 1 or 0 for scalars, all bits or none for lanes.
  const truth: Shape = { float: false, bits: shape.count === 1 ? 32 : shape.bits, count: shape.count };
  const yes = shape.count === 1 ? 1n : -1n;
  if (shape.float) {
    const compare = floatComparisons[name], compute = floats[name];
    if (compare !== undefined) return (_, operands) =>
      map(operands, (a, b) => (compare(Number(a), Number(b)) ? yes : 0n), truth);
    return compute && ((_, operands) => map(operands, (a, b) => compute(Number(a), Number(b)), shape));
  }
  const compare = integerComparisons[name], compute = integers[name];
  if (compare !== undefined) return (_, operands) =>
    map(operands, (a, b) => (compare(shape.bits, BigInt(a), BigInt(b)) ? yes : 0n), truth);
  return compute && ((_, operands) => map(operands, (a, b) => compute(shape.bits, BigInt(a), BigInt(b)), shape));
}

/** What looks at all lanes, picks some, or is given by what is fixed in the code. */
const others: Readonly<Record<string, (shape: Shape, operands: readonly Uint8Array[], fixed: Fixed) => Uint8Array>> = {
  const: (shape, _, { value, bytes }) =>
    (bytes === undefined ? result(shape, value === undefined ? [] : [value]) : Uint8Array.from(bytes)),
  bitselect: (shape, [a, b, mask]) => {
    const [x, y, m] = [a, b, mask].map((bytes) => read(bytes, 0, shape).map(BigInt));
    return result(shape, m.map((choose, i) => (x[i] & choose) | (y[i] & ~choose)));
  },
  shuffle: (_, [a, b], { bytes = [] }) => Uint8Array.from(bytes, (from) => (from < 16 ? a[from] : b[from - 16])),
  any_true: (_, [a]) => result(shapeOf('i32'), [a.some((byte) => byte !== 0) ? 1n : 0n]),
  all_true: (shape, [a]) => result(shapeOf('i32'), [read(a, 0, shape).every((lane) => BigInt(lane) !== 0n) ? 1n : 0n]),
  bitmask: (shape, [a]) => result(shapeOf('i32'), [
    read(a, 0, shape).reduce<bigint>((mask, lane, i) => mask | (BigInt(lane) < 0n ? 1n << BigInt(i) : 0n), 0n),
  ]),
  extract_lane: (shape, [a], { lane = 0 }) => result({ ...shape, count: 1 }, [read(a, 0, shape)[lane]]),
  extract_lane_s: (shape, [a], { lane = 0 }) => result(shapeOf('i32'), [read(a, 0, shape)[lane]]),
  extract_lane_u: (shape, [a], { lane = 0 }) =>
    result(shapeOf('i32'), [BigInt.asUintN(shape.bits, BigInt(read(a, 0, shape)[lane]))]),
  replace_lane: (shape, [a, b], { lane = 0 }) => {
    // The other lanes keep their bits, so that a NaN among them may not change.
    const bytes = a.slice();
    bytes.set(b.subarray(0, shape.bits / 8), lane * shape.bits / 8); // the low bits of b
    return bytes;
  },
};

/** The meaning of an instruction; undefined if none is written down. */
export function meaningOf(instruction: Instruction): Meaning | undefined {
  const [column, name] = instruction.mnemonic.split('.');
  const shape = shapeOf(column);
  if (column === 'memory' || instruction.immediate.startsWith('memory')) {
    const access = memoryAccess(name, shape);
    return access && ((memory, operands, { offset = 0, lane = 0 }) => access(memory, operands, { offset, lane }));
  }
  const other = others[name];
  if (other !== undefined) return (_, operands, fixed) => other(shape, operands, fixed);
  const convert = conversion(name, shape);
  if (convert !== undefined) return (_, operands) => convert(operands);
  return elementwise(instruction, name, shape);
}
