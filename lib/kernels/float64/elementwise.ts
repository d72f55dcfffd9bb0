/**
 * Runs a recorded program in binary64, operation by operation over blocks of elements.
 *
 * A witness, not part of the contract: its elementary functions are the engine's own, so that a slip in bitgrad's
 * cannot hide in both.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import type { Operation, Program } from '../../formula/index.ts';
import type { InRows } from '../routines/inRows.ts';
import { erf, erfc } from './errorFunction.ts';

/** Elements a block: those of a few values stay in the first-level cache. */
const BLOCK = 256;

type Block = Float64Array;
type Loop = (out: Block, a: Block, b: Block, c: Block, n: number) => void;

function each(f: (a: number) => number): Loop {
  return (out, a, _b, _c, n) => { for (let e = 0; e < n; e++) out[e] = f(a[e]); };
}

/** Truth is 1 or 0. What works on the bits of binary32 has no meaning here and is missing. */
const loops: Readonly<Partial<Record<Operation, Loop>>> = {
  add: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] + b[e]; },
  sub: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] - b[e]; },
  mul: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] * b[e]; },
  div: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] / b[e]; },
  sqrt: (out, a, _b, _c, n) => { for (let e = 0; e < n; e++) out[e] = Math.sqrt(a[e]); },
  negate: (out, a, _b, _c, n) => { for (let e = 0; e < n; e++) out[e] = -a[e]; },
  abs: (out, a, _b, _c, n) => { for (let e = 0; e < n; e++) out[e] = Math.abs(a[e]); },
  less: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] < b[e] ? 1 : 0; },
  lessOrEqual: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] <= b[e] ? 1 : 0; },
  equal: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] === b[e] ? 1 : 0; },
  and: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] * b[e]; },
  or: (out, a, b, _c, n) => { for (let e = 0; e < n; e++) out[e] = Math.max(a[e], b[e]); },
  not: (out, a, _b, _c, n) => { for (let e = 0; e < n; e++) out[e] = 1 - a[e]; },
  select: (out, a, b, c, n) => { for (let e = 0; e < n; e++) out[e] = a[e] !== 0 ? b[e] : c[e]; },
  exp: each((a) => Math.exp(a)),
  expm1: each((a) => Math.expm1(a)),
  log: each((a) => Math.log(a)),
  log1p: each((a) => Math.log1p(a)),
  tanh: each((a) => Math.tanh(a)),
  sigmoid: each((a) => (a < 0 ? Math.exp(a) / (1 + Math.exp(a)) : 1 / (1 + Math.exp(-a)))),
  erf: each(erf),
  erfc: each(erfc),
};

interface Stage {
  readonly loop: Loop;
  readonly out: Block;
  readonly a: Block;
  readonly b: Block;
  readonly c: Block;
}

/** Where a block of a value comes from, or goes to: an array, by position, or a scalar. */
interface Place {
  readonly block: Block;
  readonly position: number;
}

/** A program made ready to run: a block for each of its values. */
class LinkedProgram64 {
  readonly #stages: Stage[] = [];
  readonly #scalars: Place[] = [];
  readonly #loads: Place[] = [];
  readonly #stores: readonly Place[];

  constructor({ name, instructions, stores }: Program) {
    const blocks = instructions.map(() => new Float64Array(BLOCK));
    instructions.forEach(({ operation, operands, value }, i) => {
      const loop = loops[operation], block = blocks[i];
      if (loop !== undefined) {
        const [a, b = a, c = a] = operands.map((o) => blocks[o]);
        this.#stages.push({ loop, out: block, a, b, c });
      } else if (operands.length > 0) {
        throw typeError(`${name}: '${operation}' works on binary32 bits and has no binary64 meaning`);
      } else if (operation === 'array') this.#loads.push({ block, position: value });
      else if (operation === 'scalar') this.#scalars.push({ block, position: value });
      else block.fill(value);
    });
    this.#stores = stores.map(({ array, from }) => ({ block: blocks[from], position: array }));
  }

  run(m: number, n: number, operands: readonly InRows<Float64Array>[], scalars: ArrayLike<number>): void {
    for (const { block, position } of this.#scalars) block.fill(scalars[position], 0, Math.min(n, BLOCK));
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j += BLOCK) this.#runBlock(i, j, Math.min(BLOCK, n - j), operands);
    }
  }

  /** `count` columns of row i, from column j on: all is read before any is written. */
  #runBlock(i: number, j: number, count: number, operands: readonly InRows<Float64Array>[]): void {
    for (const { block, position } of this.#loads) {
      const [array, offset, step, spread] = operands[position], start = offset + i * step;
      if (spread !== undefined) block.fill(array[start], 0, count);
      else for (let e = 0; e < count; e++) block[e] = array[start + j + e];
    }
    for (const { loop, out, a, b, c } of this.#stages) loop(out, a, b, c, count);
    for (const { block, position } of this.#stores) {
      const [array, offset, step] = operands[position], start = offset + i * step + j;
      for (let e = 0; e < count; e++) array[start + e] = block[e];
    }
  }
}

/** Programs are few and live as long as their modules. */
const known = new WeakMap<Program, LinkedProgram64>();

/**
 * See {@link Kernels.elementwise}.
 *
 * Throws TypeError for a program that works on the bits of binary32 values.
 */
export function elementwise(
  program: Program, n: number, arrays: readonly Float64Array[], scalars: ArrayLike<number> = [],
): void {
  elementwiseInRows(program, 1, n, arrays.map((array) => [array, 0, 0]), scalars);
}

/** See {@link Kernels.elementwiseInRows}; throws likewise. */
export function elementwiseInRows(
  program: Program, m: number, n: number, operands: readonly InRows<Float64Array>[], scalars: ArrayLike<number> = [],
): void {
  let linked = known.get(program);
  if (linked === undefined) known.set(program, linked = new LinkedProgram64(program));
  linked.run(m, n, operands, scalars);
}
