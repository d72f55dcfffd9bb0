/**
 * gemm for each head of each example: what attention needs, whose products are small and many. The loops over them lie
 * in WebAssembly; the gemm that they call, and the transposition, are functions of the table.
 * @module
 */

import { module, type Body, type Local, type MemoryType } from '../../wasm/index.ts';
import { whileAtLeast } from './loops.ts';
import { SCRATCH } from './memory.ts';
import type { Linked } from './modules.ts';

/**
 * (count, heads, m, n, k, a, b, accumulate, c, gemm): addresses, and the place of a direct gemm. C ← products, or
 * C + products.
 */
type HeadGemm = (
  count: number, heads: number, m: number, n: number, k: number, a: number, b: number, accumulate: number, c: number,
  gemm: number,
) => void;

/** What the module exports. */
export interface HeadGemms {
  /** A and B lie side by side in rows, C apart; B is transposed by the function at a place. */
  ofHeads(...args: [...Parameters<HeadGemm>, transpose: number]): void;
  /** A lies apart, B and C side by side. */
  toHeads: HeadGemm;
  /** The same where A is transposed. */
  transposedToHeads: HeadGemm;
}

/** Bytes from one row of an operand to the next, and from the matrix of one head to that of the next. */
interface Steps {
  readonly address: Local<'i32'>;
  readonly row: Local<'i32'>;
  readonly head: Local<'i32'>;
}

type Size = Local<'i32'>;

const parameters = {
  count: 'i32', heads: 'i32', m: 'i32', n: 'i32', k: 'i32', a: 'i32', b: 'i32', accumulate: 'i32', c: 'i32',
  gemm: 'i32',
} as const;
const GEMM = { parameters: new Array<'i32'>(9).fill('i32'), results: [] } as const;
const TRANSPOSE = { parameters: new Array<'i32'>(6).fill('i32'), results: [] } as const;

function emitHeadGemms(memory: MemoryType): Uint8Array {
  const emitted = module({ memory, table: { functions: 0 } });
  emitted.export(emitted.func('ofHeads', { parameters: { ...parameters, transpose: 'i32' } }, (f, given) => {
    const { count, heads, m, n, k, accumulate, gemm, transpose } = given;
    const a = sideBySide(f, 'a', given, k), b = sideBySide(f, 'b', given, k), c = apart(f, 'c', given, m, n);
    const { start } = SCRATCH.packedB, step = f.local('step', 'i32', f.i32.shl(n, 2));
    eachHead(f, count, heads, [[a, m], [b, n]], [a, b, c], () => {
      f.call_indirect(TRANSPOSE, b.address, b.row, n, k, f.from(start), step, transpose);
      f.call_indirect(GEMM, m, k, a.address, a.row, f.from(start), step, c.address, c.row, accumulate, gemm);
    });
  }));
  for (const isTransposed of [false, true]) {
    emitted.export(emitted.func(isTransposed ? 'transposedToHeads' : 'toHeads', { parameters }, (f, given) => {
      const { count, heads, m, n, k, accumulate, gemm } = given;
      const a = isTransposed ? apart(f, 'a', given, k, m) : apart(f, 'a', given, m, k);
      const b = sideBySide(f, 'b', given, n), c = sideBySide(f, 'c', given, n);
      eachHead(f, count, heads, [[b, k], [c, m]], [a, b, c], () =>
        f.call_indirect(GEMM, m, k, a.address, a.row, b.address, b.row, c.address, c.row, accumulate, gemm));
    }));
  }
  return emitted.emit();
}

/** The functions over a memory. */
export function linkHeadGemms(linked: Linked): HeadGemms {
  return linked.get<HeadGemms>('gemm heads', emitHeadGemms);
}

type Given = Readonly<Record<keyof typeof parameters, Local<'i32'>>>;

/** An operand whose matrices, of so many columns, lie side by side in rows. */
function sideBySide(f: Body, name: 'a' | 'b' | 'c', { [name]: address, heads }: Given, columns: Size): Steps {
  const head = f.local(`${name}Head`, 'i32', f.i32.shl(columns, 2));
  return { address, head, row: f.local(`${name}Row`, 'i32', f.i32.mul(heads, head)) };
}

/** An operand whose matrices follow each other. */
function apart(f: Body, name: 'a' | 'c', { [name]: address }: Given, rows: Size, columns: Size): Steps {
  const row = f.local(`${name}Row`, 'i32', f.i32.shl(columns, 2));
  return { address, row, head: f.local(`${name}Head`, 'i32', f.i32.mul(rows, row)) };
}

/**
 * Runs `body` for each head of each example. After the heads of one example, operands apart stand at those of the next;
 * those side by side have moved by one row of so many.
 */
function eachHead(
  f: Body, count: Size, heads: Size, side: readonly (readonly [Steps, Size])[], all: readonly Steps[],
  body: () => void,
): void {
  const left = f.local('left', 'i32');
  whileAtLeast(f, count, 1, () => {
    left.set(heads);
    whileAtLeast(f, left, 1, () => {
      body();
      for (const each of all) each.address.set(f.i32.add(each.address, each.head));
    });
    for (const [{ address, row }, rows] of side) {
      address.set(f.i32.add(address, f.i32.mul(row, f.i32.sub(rows, 1))));
    }
  });
}
