/**
 * Runs a recorded program in binary32, operation by operation over blocks of elements.
 *
 * Every operation is a loop of its own over a block that stays in the first-level cache; storing into a Float32Array
 * rounds a binary64 result of + − × ÷ √ to the correctly rounded binary32 one. No code is generated at run time,
 * so it runs under any Content-Security-Policy.
 * @module
 */

import { isFloat32Array } from '../../core/errors.ts';
import { expand, operations, uniform, type Operation, type Program } from '../../formula/index.ts';
import { elementary } from '../elementary.ts';

/** Elements a block. */
const BLOCK = 256;

type Lanes = Float32Array | Int32Array;
type Loop = (out: Lanes, o: number, a: Lanes, i: number, b: Lanes, j: number, c: Lanes, l: number, n: number) => void;

/** Leaves have no loop: they are read where they lie. Truth is −1 for true and 0 for false. */
const loops: Readonly<Partial<Record<Operation, Loop>>> = {
  add: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] + b[j + e]; },
  sub: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] - b[j + e]; },
  mul: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] * b[j + e]; },
  div: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] / b[j + e]; },
  sqrt: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = Math.sqrt(a[i + e]); },
  negate: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = -a[i + e]; },
  abs: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = Math.abs(a[i + e]); },
  less: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] < b[j + e] ? -1 : 0; },
  lessOrEqual: (out, o, a, i, b, j, _c, _l, n) => {
    for (let e = 0; e < n; e++) out[o + e] = a[i + e] <= b[j + e] ? -1 : 0;
  },
  equal: (out, o, a, i, b, j, _c, _l, n) => {
    for (let e = 0; e < n; e++) out[o + e] = a[i + e] === b[j + e] ? -1 : 0;
  },
  and: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] & b[j + e]; },
  or: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] | b[j + e]; },
  not: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = ~a[i + e]; },
  select: (out, o, a, i, b, j, c, l, n) => {
    for (let e = 0; e < n; e++) out[o + e] = a[i + e] !== 0 ? b[j + e] : c[l + e];
  },
  // A register is seen as floats and as integers: writing the one view and reading the other is the conversion.
  bits: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e]; },
  fromBits: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e]; },
  toFloat: (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e]; },
  addInteger: (out, o, a, i, b, j, _c, _l, n) => {
    for (let e = 0; e < n; e++) out[o + e] = (a[i + e] + b[j + e]) | 0;
  },
  subInteger: (out, o, a, i, b, j, _c, _l, n) => {
    for (let e = 0; e < n; e++) out[o + e] = (a[i + e] - b[j + e]) | 0;
  },
  andInteger: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] & b[j + e]; },
  orInteger: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] | b[j + e]; },
  xorInteger: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] ^ b[j + e]; },
  shiftLeft: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] << b[j + e]; },
  shiftRight: (out, o, a, i, b, j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e] >> b[j + e]; },
};

const copy: Loop = (out, o, a, i, _b, _j, _c, _l, n) => { for (let e = 0; e < n; e++) out[o + e] = a[i + e]; };

/** One block's worth of intermediate values, seen as floats and as integers. */
class Register {
  readonly floats: Float32Array = new Float32Array(BLOCK);
  readonly integers: Int32Array = new Int32Array(this.floats.buffer);
}

/** Where an operand or result lies: in one of the caller's arrays (by position), or in a register's view. */
type Location = number | Lanes;

interface Stage {
  readonly loop: Loop;
  readonly out: Location;
  readonly a: Location;
  readonly b: Location;
  readonly c: Location;
}

const NO_SCALARS: readonly number[] = [];

/** Arrays that start at their first element. */
const AT_START: readonly number[] = [];
const NO_COLUMNS: ReadonlySet<number> = new Set();

/** A program made ready to run: registers allotted, constants filled in. */
export class LinkedProgram {
  readonly #stages: Stage[] = [];
  /** What depends on scalars alone, done once a run. */
  readonly #prologue: Stage[] = [];
  readonly #scalars: { readonly lanes: Float32Array; readonly scalar: number }[] = [];
  readonly #copies: { readonly array: number; readonly from: Location }[] = [];
  /** Arrays that have one element a row, which a register holds for all its columns. */
  readonly #spread: { readonly lanes: Float32Array; readonly array: number }[] = [];

  /** `spread` says which arrays, by position, have one element a row; see {@link runInRows}. */
  constructor(source: Program, spread: ReadonlySet<number> = NO_COLUMNS) {
    const program = expand(source, elementary);
    const locations = this.#allot(program, spread);
    for (const { array, from } of program.stores) {
      const last = this.#stages.at(-1);
      // The last operation of all may write where its result belongs: nothing is read after it.
      const isDirect = program.stores.length === 1 && from === program.instructions.length - 1
        && last?.out === locations[from];
      if (isDirect && last !== undefined && isFloat32Array(last.out)) {
        this.#stages[this.#stages.length - 1] = { ...last, out: array };
      } else {
        this.#copies.push({ array, from: program.stores.length === 1 ? locations[from] : this.#kept(locations[from]) });
      }
    }
  }

  /** A location that keeps its value while other arrays are written. */
  #kept(location: Location): Location {
    if (typeof location !== 'number') return location;
    const out = new Register().floats;
    this.#stages.push({ loop: copy, out, a: location, b: location, c: location });
    return out;
  }

  #allot(program: Program, spread: ReadonlySet<number>): Location[] {
    const { instructions, stores } = program;
    const isUniform = uniform(program);
    const lastUse = instructions.map((_, position) => position);
    instructions.forEach(({ operands }, position) => operands.forEach((o) => { lastUse[o] = position; }));
    for (const { from } of stores) lastUse[from] = Infinity;
    const registers: (Register | undefined)[] = [];
    const free: Register[] = [];
    const locations: Location[] = [];
    instructions.forEach(({ operation, operands, value }, position) => {
      if (operation === 'array') {
        locations.push(spread.has(value) ? this.#spreadOut(value) : value);
        return;
      }
      const loop = loops[operation];
      const register = isUniform[position] ? new Register() : free.pop() ?? new Register();
      // what is known before the blocks keeps its register
      registers[position] = isUniform[position] ? undefined : register;
      const isFloat = operations[operation].result === 'float';
      locations.push(isFloat ? register.floats : register.integers);
      if (operation === 'constant') register.floats.fill(value);
      else if (operation === 'integer') register.integers.fill(value);
      else if (operation === 'scalar') this.#scalars.push({ lanes: register.floats, scalar: value });
      else if (loop !== undefined) {
        const out =
          operation === 'bits' ? register.floats : operation === 'fromBits' ? register.integers : locations[position];
        const [a, b = a, c = a] = operands.map((o) => locations[o]);
        (isUniform[position] ? this.#prologue : this.#stages).push({ loop, out, a, b, c });
      }
      for (const o of new Set(operands)) {
        const done = registers[o];
        if (lastUse[o] === position && done !== undefined) free.push(done);
      }
    });
    return locations;
  }

  #spreadOut(array: number): Float32Array {
    const lanes = new Register().floats;
    this.#spread.push({ lanes, array });
    return lanes;
  }

  /** Runs on the first n elements of each array. */
  run(n: number, arrays: readonly Float32Array[], scalars: ArrayLike<number> = NO_SCALARS): void {
    this.#begin(n, arrays, scalars);
    this.#runRow(n, arrays, AT_START);
  }

  /** Runs on m rows of n elements, of which those of array i are `steps[i]` apart, the first at `offsets[i]`. */
  runInRows(
    m: number, n: number, arrays: readonly Float32Array[], offsets: readonly number[], steps: readonly number[],
    scalars: ArrayLike<number> = NO_SCALARS,
  ): void {
    this.#begin(n, arrays, scalars);
    const starts = [...offsets];
    for (let row = 0; row < m; row++) {
      for (const { lanes, array } of this.#spread) lanes.fill(arrays[array][starts[array]], 0, Math.min(n, BLOCK));
      this.#runRow(n, arrays, starts);
      for (let i = 0; i < starts.length; i++) starts[i] += steps[i];
    }
  }

  #begin(n: number, arrays: readonly Float32Array[], scalars: ArrayLike<number>): void {
    for (const { lanes, scalar } of this.#scalars) lanes.fill(scalars[scalar], 0, Math.min(n, BLOCK));
    runStages(this.#prologue, arrays, AT_START, 0, Math.min(n, BLOCK));
  }

  #runRow(n: number, arrays: readonly Float32Array[], starts: readonly number[]): void {
    for (let start = 0; start < n; start += BLOCK) {
      const count = Math.min(BLOCK, n - start);
      runStages(this.#stages, arrays, starts, start, count);
      for (const { array, from } of this.#copies) {
        const target = arrays[array], to = placeOf(array, starts, start);
        const source = typeof from === 'number' ? arrays[from] : from, offset = placeOf(from, starts, start);
        for (let e = 0; e < count; e++) target[to + e] = source[offset + e];
      }
    }
  }
}

/** Where a block that begins so many elements into each array begins. */
function placeOf(location: Location, starts: readonly number[], start: number): number {
  return typeof location === 'number' ? start + (starts === AT_START ? 0 : starts[location]) : 0;
}

function runStages(
  stages: readonly Stage[], arrays: readonly Float32Array[], starts: readonly number[], start: number, count: number,
): void {
  for (const { loop, out, a, b, c } of stages) {
    loop(
      typeof out === 'number' ? arrays[out] : out, placeOf(out, starts, start),
      typeof a === 'number' ? arrays[a] : a, placeOf(a, starts, start),
      typeof b === 'number' ? arrays[b] : b, placeOf(b, starts, start),
      typeof c === 'number' ? arrays[c] : c, placeOf(c, starts, start),
      count,
    );
  }
}
