/**
 * The SIMD table for operands that lie anywhere: they are copied into a workspace and back, or, where that would take
 * longer than the work, the reference does it where they lie.
 * @module
 */

import { bindInvoked } from '../bindInvoked.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import { placeOperand, placesOf, span } from '../routines/placeCall.ts';
import type { Routine } from '../routines/routine.ts';
import { invoke, tableOf } from '../routines/tableOf.ts';
import { emitRoutines } from './emitters/index.ts';
import type { Memories } from './memories.ts';
import { Compiled, Linked } from './modules.ts';
import { Pool, type Open, type Opened } from './pool.ts';
import { bytesFor } from './room.ts';
import { createTable } from './table.ts';

type A = Float32Array;

/** From so many products of its sizes on, copying the operands of a routine pays for itself. */
const LONG = 256;
const LARGE = 16384;
/**
 * Those for which it is another number: gemv, allFinite, gather and scatterAdd are no more work than a copy; the sizes
 * of a convolution, some of which may be 0, do not tell its work.
 */
const PAYS: Readonly<Record<string, number>> = {
  gemm: LARGE, gemmOfHeads: LARGE, gemmToHeads: LARGE, ger: LARGE, gemv: Infinity, allFinite: Infinity,
  gather: Infinity, scatterAdd: Infinity,
  conv2d: 0, conv2dKernelGradient: 0, conv2dInputGradient: 0,
};
/** A larger workspace is not kept from call to call. */
const KEPT_BYTES = 2 ** 26;

/** Part of an array that an operation needs. */
interface StagedOperand {
  readonly array: A;
  readonly offset: number;
  readonly length: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** Whether two views show the same elements. */
function isSame(a: A, b: A): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}

class Staging {
  readonly #reference: Kernels;
  readonly #open: Open;
  #workspace: Opened | undefined;

  constructor(reference: Kernels, open: Open) {
    this.#reference = reference;
    this.#open = open;
  }

  /**
   * Runs `use` on copies of the operands, and copies back what it writes. Operands on the same elements share a copy.
   * Where there is no room for copies, the reference works on the operands themselves.
   */
  stage<T>(operands: readonly StagedOperand[], use: (table: Kernels, arrays: readonly A[]) => T): T {
    const views = operands.map(({ array, offset, length }) => array.subarray(offset, offset + length));
    const first = views.map((view) => views.findIndex((other) => isSame(view, other)));
    const distinct = views.filter((_, i) => first[i] === i);
    const workspace = this.#space(bytesFor(distinct.reduce((sum, { length }) => sum + length, 0), distinct.length));
    if (workspace === undefined) return use(this.#reference, views);
    const copies: A[] = [];
    views.forEach((view, i) => {
      copies.push(first[i] < i ? copies[first[i]] : workspace.table.allocate(view.length));
      if (operands[i].reads) copies[i].set(view);
    });
    const result = use(workspace.table, copies);
    operands.forEach(({ writes }, i) => { if (writes) views[i].set(copies[i]); });
    return result;
  }

  /**
   * The workspace, emptied, and made anew where it is too small; undefined where the engine has no such memory. Nobody
   * holds views of it between calls.
   */
  #space(bytes: number): Opened | undefined {
    const kept = this.#workspace;
    if (kept !== undefined && kept.room.bytes >= bytes) {
      kept.room.clear();
      return kept;
    }
    const isKept = bytes <= KEPT_BYTES, made = this.#open(isKept ? Math.min(bytes + bytes / 2, KEPT_BYTES) : bytes);
    if (isKept && made !== undefined) this.#workspace = made;
    return made;
  }
}

/** One routine: on copies where that pays, else by the reference. */
function staged(
  routine: Routine, staging: Staging, reference: Kernels,
): (...args: readonly (A | number | string)[]) => unknown {
  const least = PAYS[routine.name] ?? LONG;
  if (least === Infinity) return (...args) => invoke(reference, routine, args);
  const { sizes, operands: places } = placesOf(routine);
  const vectors = places.filter(({ parameter: { layout } }) => layout === 'vector');
  return (...args) => {
    let products = 1, isStrided = false;
    for (const { position } of sizes) products *= Number(args[position]);
    for (const { position } of vectors) isStrided ||= args[position + 2] !== 1;
    if (products < least || isStrided) return invoke(reference, routine, args);
    const operands = places.map((place) => placeOperand<A>(place, args));
    const parts = operands.map((operand): StagedOperand => {
      const { array, offset, parameter: { access } } = operand;
      // Between the rows of what is written lies what must stay.
      return { array, offset, length: span(operand), reads: true, writes: access !== 'reads' };
    });
    return staging.stage(parts, (table, arrays) => {
      const moved = [...args];
      operands.forEach(({ parameter, position }, i) => {
        moved[position] = arrays[i];
        if (parameter.layout !== 'whole') moved[position + 1] = 0;
      });
      return invoke(table, routine, moved);
    });
  };
}

/**
 * A table whose `reserve` gives SIMD tables over memory that no other has, and which computes by the rules of the
 * module itself. Where there is no memory to be had, `reserve` gives the table itself.
 */
export function createStagedKernels(reference: Kernels, memories: Memories): Kernels {
  const compiled = new Compiled();
  const open = (bytes: number, elsewhere: Kernels): Opened | undefined => {
    const memory = memories.open(bytes);
    if (memory === undefined) return undefined;
    const linked = new Linked(memory, compiled, emitRoutines);
    return { room: memory.room, table: createTable(linked, elsewhere, reference) };
  };
  const staging = new Staging(reference, (bytes) => open(bytes, reference));
  const pool = new Pool((bytes) => open(bytes, table));
  const table: Kernels = {
    name: 'simd',
    allocate: (length) => new Float32Array(length),
    reserve: (length, arrays) => pool.reserve(bytesFor(length, arrays)) ?? table,
    warmUp: () => {}, // most calls of single routines on arrays from anywhere are not worth it
    bind: (call) => bindInvoked(table, call),
    ...tableOf<A>((routine) => staged(routine, staging, reference)),
    loadRows,
    elementwise(program, n, arrays, scalars) {
      if (n < LONG) return reference.elementwise(program, n, arrays, scalars);
      const operands =
        program.arrays.map(({ reads, writes }, i) => ({ array: arrays[i], offset: 0, length: n, reads, writes }));
      staging.stage(operands, (inner, copies) => inner.elementwise(program, n, copies, scalars));
    },
    elementwiseInRows(program, m, n, arrays, scalars) { // who works on rows has room in a reserved table
      reference.elementwiseInRows(program, m, n, arrays, scalars);
    },
  };
  return table;
}
