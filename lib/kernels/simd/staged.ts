/**
 * The SIMD table for operands that lie anywhere: they are copied into a workspace and back, or, where that would take
 * longer than the work, the reference does it where they lie.
 * @module
 */

import { bindInvoked } from '../bindInvoked.ts';
import { emitterOf } from '../enlist.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import { placeOperand, placesOf, span } from '../routines/placeCall.ts';
import type { FloatArray, Routine } from '../routines/routine.ts';
import { invoke, tableOf } from '../routines/tableOf.ts';
import type { Lanes } from './lanes.ts';
import type { Memories } from './memories.ts';
import { Compiled, Linked } from './modules.ts';
import { Pool, type Open, type Opened } from './pool.ts';
import { bytesFor } from './room.ts';

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

/** What a table is made of. */
export interface Realisation<A extends FloatArray> {
  readonly name: string;
  readonly lanes: Lanes<A>;
  readonly routines: readonly Routine[];
  readonly reference: Kernels<A>;
  readonly memories: Memories<A>;
  /** Its modules. */
  readonly compiled?: Compiled;
  /** Whether formulas have a SIMD form. */
  readonly hasPrograms: boolean;
  /** The table over one memory. */
  readonly tableOver: (linked: Linked<A>, elsewhere: Kernels<A>, reference: Kernels<A>) => Kernels<A>;
}

/** A larger workspace is not kept from call to call. */
const KEPT_BYTES = 2 ** 26;

/** Part of an array that an operation needs. */
interface StagedOperand<A extends FloatArray> {
  readonly array: A;
  readonly offset: number;
  readonly length: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** Whether two views show the same elements. */
function isSame(a: FloatArray, b: FloatArray): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}

class Staging<A extends FloatArray> {
  readonly #reference: Kernels<A>;
  readonly #elementBytes: number;
  readonly #open: Open<A>;
  #workspace: Opened<A> | undefined;

  constructor(reference: Kernels<A>, elementBytes: number, open: Open<A>) {
    this.#reference = reference;
    this.#elementBytes = elementBytes;
    this.#open = open;
  }

  /**
   * Runs `use` on copies of the operands, and copies back what it writes. Operands on the same elements share a copy.
   * Where there is no room for copies, the reference works on the operands themselves.
   */
  stage<T>(operands: readonly StagedOperand<A>[], use: (table: Kernels<A>, arrays: readonly A[]) => T): T {
    const views = operands.map(({ array, offset, length }) => array.subarray(offset, offset + length) as A);
    const first = views.map((view) => views.findIndex((other) => isSame(view, other)));
    const distinct = views.filter((_, i) => first[i] === i);
    const elements = distinct.reduce((sum, { length }) => sum + length, 0);
    const workspace = this.#space(bytesFor(elements, distinct.length, this.#elementBytes));
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
  #space(bytes: number): Opened<A> | undefined {
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
function staged<A extends FloatArray>(
  routine: Routine, least: number, staging: Staging<A>, reference: Kernels<A>,
): (...args: readonly (A | number | string)[]) => unknown {
  if (least === Infinity) return (...args) => invoke(reference, routine, args);
  const { sizes, operands: places } = placesOf(routine);
  const vectors = places.filter(({ parameter: { layout } }) => layout === 'vector');
  return (...args) => {
    let products = 1, isStrided = false;
    for (const { position } of sizes) products *= Number(args[position]);
    for (const { position } of vectors) isStrided ||= args[position + 2] !== 1;
    if (products < least || isStrided) return invoke(reference, routine, args);
    const operands = places.map((place) => placeOperand<A>(place, args));
    const parts = operands.map((operand): StagedOperand<A> => {
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
export function createStagedKernels<A extends FloatArray>(
  { name, lanes, routines, reference, memories, compiled = new Compiled(), hasPrograms, tableOver }: Realisation<A>,
): Kernels<A> {
  const { bytes: elementBytes } = lanes;
  const open = (bytes: number, elsewhere: Kernels<A>): Opened<A> | undefined => {
    const memory = memories.open(bytes);
    if (memory === undefined) return undefined;
    const linked = new Linked(memory, compiled);
    return { room: memory.room, table: tableOver(linked, elsewhere, reference) };
  };
  const staging = new Staging(reference, elementBytes, (bytes) => open(bytes, reference));
  const pool = new Pool<A>((bytes) => open(bytes, table));
  const pays = (routine: Routine): number =>
    emitterOf(routine, lanes) === undefined ? Infinity : PAYS[routine.name] ?? LONG;
  const table: Kernels<A> = {
    name,
    allocate: (length) => new lanes.Array(length),
    reserve: (length, arrays) => pool.reserve(bytesFor(length, arrays, elementBytes)) ?? table,
    warmUp: () => {}, // most calls of single routines on arrays from anywhere are not worth it
    bind: (call) => bindInvoked(table, call),
    ...tableOf<A>(routines, (routine) => staged(routine, pays(routine), staging, reference)),
    loadRows,
    elementwise(program, n, arrays, scalars) {
      if (n < LONG || !hasPrograms) return reference.elementwise(program, n, arrays, scalars);
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
