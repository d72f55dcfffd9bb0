/**
 * The grids of opcodes as a table of instructions, for the encoder and the decoder, and as the types of the methods by
 * which a function body emits them.
 * @module
 */

import { constants, memoryCopies, memoryFills, memorySizes, saturating, scalarAccesses, scalars } from './opcodes.ts';
import { control } from './opcodesControl.ts';
import { laneAccesses, laneElements, lanes, sixteenBytes, vectorAccesses, vectors } from './opcodesSimd.ts';
import type { Operand, Value } from './operands.ts';
import type { ValueType } from './valueTypes.ts';


/** What follows an opcode in the bytes. */
export type Immediate =
  | 'none' | 'constant' | 'bytes' | 'memory' | 'lane' | 'memory lane' | 'memory index' | 'memory indices'
  | 'block type' | 'index' | 'indices' | 'type and table';

/** One row of the table. */
export interface Instruction {
  readonly mnemonic: string;
  /** The prefix, if any, and the opcode, as they stand in the bytes. */
  readonly opcode: readonly number[];
  /** Empty for control, whose operands depend on where it stands; so is `results`. */
  readonly operands: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly immediate: Immediate;
  /** The binary logarithm of how many bytes of memory it touches. */
  readonly alignment: number;
  /** How many lanes there are to choose from. */
  readonly lanes: number;
}

interface Grid {
  readonly prefix: number;
  readonly immediate: Immediate;
  readonly columns: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, readonly (string | number | null)[]>>;
}

const grids: readonly Grid[] = [
  constants, scalars, saturating, scalarAccesses, memorySizes, memoryFills, memoryCopies,
  lanes, laneElements, vectors, sixteenBytes, vectorAccesses, laneAccesses,
];

const letters: Readonly<Record<string, ValueType>> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128' };

/** The type of one element of a column. */
function elementOf(column: string): ValueType {
  if (column.startsWith('i64')) return 'i64';
  if (column.startsWith('f64')) return 'f64';
  return column.startsWith('f32') ? 'f32' : 'i32';
}

/** The bits of memory that an instruction touches: those its name tells, else those of its column. */
function bitsOf(column: string, name: string): number {
  const [, bits, count] = /^(?:load|store)(\d+)(?:x(\d+))?/.exec(name) ?? [];
  return bits === undefined ? Number(column.slice(1)) : Number(bits) * Number(count ?? 1);
}

function instructionOf(grid: Grid, name: string, column: string, signature: string, code: number): Instruction {
  const types = (part: string): ValueType[] =>
    Array.from(part, (letter) => letter === 'e' ? elementOf(column) : letters[letter]);
  const [operands, results] = signature.split('>').map(types);
  const touches = grid.immediate.startsWith('memory') && column !== 'memory';
  const laneBits = grid.immediate === 'memory lane' ? bitsOf(column, name) : Number(column.slice(1).split('x')[0]);
  return {
    mnemonic: `${column}.${name}`,
    // After a prefix the opcode is LEB128: two bytes from 0x80 on.
    opcode: grid.prefix === 0 ? [code] : code < 0x80 ? [grid.prefix, code] : [grid.prefix, code, 1],
    operands, results,
    immediate: grid.immediate,
    alignment: touches ? 31 - Math.clz32(bitsOf(column, name) / 8) : 0,
    lanes: grid.immediate.endsWith('lane') ? 128 / laneBits : 0,
  };
}

/** Every instruction with operands and results of its own, in the order of the grids. */
export const typedInstructions: readonly Instruction[] = grids.flatMap((grid) =>
  Object.entries(grid.rows).flatMap(([name, [signature, ...codes]]) =>
    Object.keys(grid.columns).flatMap((column, i) => {
      const code = codes[i];
      return typeof signature === 'string' && typeof code === 'number'
        ? [instructionOf(grid, name, column, signature, code)]
        : [];
    })));

/** Every instruction there is, by its mnemonic. */
export const instructions: ReadonlyMap<string, Instruction> = new Map([
  ...typedInstructions,
  ...Object.entries(control).map(([mnemonic, [code, immediate]]): Instruction => ({
    mnemonic, opcode: [code], operands: [], results: [], immediate, alignment: 0, lanes: 0,
  })),
].map((instruction) => [instruction.mnemonic, instruction]));

interface Letters { i: 'i32'; l: 'i64'; f: 'f32'; d: 'f64'; v: 'v128' }

interface Elements {
  i32: 'i32'; i64: 'i64'; f32: 'f32'; f64: 'f64';
  i8x16: 'i32'; i16x8: 'i32'; i32x4: 'i32'; i64x2: 'i64'; f32x4: 'f32'; f64x2: 'f64';
  v128: 'v128'; memory: 'i32';
}

/** A name before the dot of a mnemonic. */
export type Column = keyof Elements;

type TypeOf<Letter, E> = Letter extends keyof Letters ? Letters[Letter] : E;

type OperandsOf<Letters, E> =
  Letters extends `${infer First}${infer Rest}` ? [Operand<TypeOf<First, E> & ValueType>, ...OperandsOf<Rest, E>] : [];

/** The arguments that follow the operands. An offset is in bytes, 0 by default; alignment is always the natural one. */
interface Immediates<E> {
  none: [];
  constant: [value: E extends 'i64' ? bigint : number];
  /**
   * For `const` an array of 16 bytes of any element type, for `shuffle` 16 lane numbers (16 to 31: the second operand).
   */
  bytes: [bytes: ArrayBufferView | readonly number[]];
  memory: [offset?: number];
  lane: [lane: number];
  'memory lane': [lane: number, offset?: number];
  'memory index': [];
  'memory indices': [];
}

type Method<Signature, Kind extends keyof Immediates<unknown>, E> = Signature extends `${infer From}>${infer To}`
  ? (...operands: [...OperandsOf<From, E>, ...Immediates<E>[Kind]]) =>
    To extends '' ? void : Value<TypeOf<To, E> & ValueType>
  : never;

interface TypedGrid {
  readonly immediate: keyof Immediates<unknown>;
  readonly columns: object;
  readonly rows: object;
}

/** The methods that a grid gives to a column: one for each row with an opcode there. */
type Methods<G extends TypedGrid, C extends keyof G['columns'] & Column> = {
  readonly [Name in keyof G['rows'] as Cell<G, Name, G['columns'][C]> extends number ? Name : never]: Method<
    Cell<G, Name, 0>, G['immediate'], Elements[C]
  >;
};

type Cell<G extends { readonly rows: object }, Name extends keyof G['rows'], At> =
  G['rows'][Name][At & keyof G['rows'][Name]];

type Scalar<C extends 'i32' | 'i64' | 'f32' | 'f64'> =
  Methods<typeof constants, C> & Methods<typeof scalars, C> & Methods<typeof scalarAccesses, C>;

type Lanes<C extends keyof typeof lanes.columns> = Methods<typeof lanes, C> & Methods<typeof laneElements, C>;

/**
 * A method for each instruction, by the two parts of its mnemonic: `f32x4.add(a, b)`.
 *
 * Operands come first, in their order on the stack, then what is fixed in the code: `v128.load(address, 16)`,
 * `f32x4.replace_lane(vector, scalar, 3)`.
 */
export interface Namespaces {
  readonly i32: Scalar<'i32'> & Methods<typeof saturating, 'i32'>;
  readonly i64: Scalar<'i64'> & Methods<typeof saturating, 'i64'>;
  readonly f32: Scalar<'f32'>;
  readonly f64: Scalar<'f64'>;
  readonly v128:
    & Methods<typeof vectors, 'v128'> & Methods<typeof sixteenBytes, 'v128'>
    & Methods<typeof vectorAccesses, 'v128'> & Methods<typeof laneAccesses, 'v128'>;
  readonly i8x16: Lanes<'i8x16'> & Methods<typeof sixteenBytes, 'i8x16'>;
  readonly i16x8: Lanes<'i16x8'>;
  readonly i32x4: Lanes<'i32x4'>;
  readonly i64x2: Lanes<'i64x2'>;
  readonly f32x4: Lanes<'f32x4'>;
  readonly f64x2: Lanes<'f64x2'>;
  readonly memory: Methods<typeof memorySizes, 'memory'> & Methods<typeof memoryFills, 'memory'>
    & Methods<typeof memoryCopies, 'memory'>;
}
