/**
 * The SIMD table for operands that lie anywhere: they are copied into a workspace and back, or, where that would take longer
 * than the work, the reference does it where they lie.
 * @module
 */
import type { Program } from '../../formula/index.ts';
import type { Indices, Kernels, Transpose } from '../kernels.ts';
import { Memory, bytesFor } from './memory.ts';
import { Compiled, Linked } from './modules.ts';
import { SimdKernels } from './table.ts';

type A = Float32Array;

/** From so many elements on, and so many products, copying pays for itself. */
const LONG = 256;
const LARGE = 16384;
/** A larger workspace is not kept from call to call. */
const KEPT_BYTES = 2 ** 26;

/** Part of an array that an operation needs. */
interface Operand {
  readonly array: A;
  readonly offset: number;
  readonly length: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

const read = (array: A, offset: number, length: number): Operand => ({ array, offset, length, reads: true, writes: false });
const update = (array: A, offset: number, length: number): Operand => ({ array, offset, length, reads: true, writes: true });
const span = (rows: number, columns: number, ld: number): number => (rows - 1) * ld + columns;

interface Workspace {
  readonly memory: Memory;
  readonly table: SimdKernels;
}

/** A memory, or undefined where the engine has no more of that kind to give. */
function makeMemory(bytes: number): Memory | undefined {
  try {
    return new Memory(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether two views show the same elements. */
function isSame(a: A, b: A): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}

export class StagedKernels implements Kernels {
  readonly name = 'simd';
  readonly #reference: Kernels;
  readonly #compiled = new Compiled();
  #workspace: Workspace | undefined;

  constructor(reference: Kernels) {
    this.#reference = reference;
  }

  allocate(length: number): A {
    return new Float32Array(length);
  }

  reserve(length: number, arrays: number): Kernels {
    const memory = makeMemory(bytesFor(length, arrays));
    return memory === undefined ? this : new SimdKernels(new Linked(memory, this.#compiled), this);
  }

  warmUp(): void {
    // most calls of single routines on arrays from anywhere are not worth it
  }

  /**
   * Runs `use` on copies of the operands, and copies back what it writes. Operands on the same elements share a copy. Where
   * there is no room for copies, the reference works on the operands themselves.
   */
  #stage<T>(operands: readonly Operand[], use: (table: Kernels, ...arrays: A[]) => T): T {
    const views = operands.map(({ array, offset, length }) => array.subarray(offset, offset + length));
    const first = views.map((view) => views.findIndex((other) => isSame(view, other)));
    const distinct = views.filter((_, i) => first[i] === i);
    const workspace = this.#space(bytesFor(distinct.reduce((sum, { length }) => sum + length, 0), distinct.length));
    if (workspace === undefined) return use(this.#reference, ...views);
    const copies: A[] = [];
    views.forEach((view, i) => {
      copies.push(first[i] < i ? copies[first[i]] : workspace.table.allocate(view.length));
      if (operands[i].reads) copies[i].set(view);
    });
    const result = use(workspace.table, ...copies);
    operands.forEach(({ writes }, i) => { if (writes) views[i].set(copies[i]); });
    return result;
  }

  /** The workspace, emptied, and made anew where it is too small; undefined where the engine has no such memory. Nobody holds views of it between calls. */
  #space(bytes: number): Workspace | undefined {
    const kept = this.#workspace;
    if (kept !== undefined && kept.memory.capacity >= bytes) {
      kept.memory.clear();
      return kept;
    }
    const memory = makeMemory(bytes + bytes / 2) ?? makeMemory(bytes);
    if (memory === undefined) return undefined;
    const made = { memory, table: new SimdKernels(new Linked(memory, this.#compiled), this.#reference) };
    if (memory.bytes <= KEPT_BYTES) this.#workspace = made;
    return made;
  }

  gemm(
    transA: Transpose, transB: Transpose, m: number, n: number, k: number,
    alpha: number, a: A, aOffset: number, lda: number, b: A, bOffset: number, ldb: number, beta: number, c: A, cOffset: number, ldc: number,
  ): void {
    if (m * n * k < LARGE) return this.#reference.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    const aSpan = transA === 'N' ? span(m, k, lda) : span(k, m, lda), bSpan = transB === 'N' ? span(k, n, ldb) : span(n, k, ldb);
    this.#stage([read(a, aOffset, aSpan), read(b, bOffset, bSpan), update(c, cOffset, span(m, n, ldc))], (table, copyA, copyB, copyC) =>
      table.gemm(transA, transB, m, n, k, alpha, copyA, 0, lda, copyB, 0, ldb, beta, copyC, 0, ldc));
  }

  gemv(
    trans: Transpose, m: number, n: number,
    alpha: number, a: A, aOffset: number, lda: number, x: A, xOffset: number, incX: number, beta: number, y: A, yOffset: number, incY: number,
  ): void {
    this.#reference.gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY); // no more work than a copy of A
  }

  ger(
    m: number, n: number,
    alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number, a: A, aOffset: number, lda: number,
  ): void {
    if (m * n < LARGE || incX !== 1 || incY !== 1) return this.#reference.ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda);
    this.#stage([read(x, xOffset, m), read(y, yOffset, n), update(a, aOffset, span(m, n, lda))], (table, copyX, copyY, copyA) =>
      table.ger(m, n, alpha, copyX, 0, 1, copyY, 0, 1, copyA, 0, lda));
  }

  axpy(n: number, alpha: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): void {
    if (n < LONG || incX !== 1 || incY !== 1) return this.#reference.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
    this.#stage([read(x, xOffset, n), update(y, yOffset, n)], (table, copyX, copyY) => table.axpy(n, alpha, copyX, 0, 1, copyY, 0, 1));
  }

  scal(n: number, alpha: number, x: A, xOffset: number, incX: number): void {
    if (n < LONG || incX !== 1) return this.#reference.scal(n, alpha, x, xOffset, incX);
    this.#stage([update(x, xOffset, n)], (table, copy) => table.scal(n, alpha, copy, 0, 1));
  }

  dot(n: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number): number {
    if (n < LONG || incX !== 1 || incY !== 1) return this.#reference.dot(n, x, xOffset, incX, y, yOffset, incY);
    return this.#stage([read(x, xOffset, n), read(y, yOffset, n)], (table, copyX, copyY) => table.dot(n, copyX, 0, 1, copyY, 0, 1));
  }

  sum(n: number, x: A, xOffset: number, incX: number): number {
    if (n < LONG || incX !== 1) return this.#reference.sum(n, x, xOffset, incX);
    return this.#stage([read(x, xOffset, n)], (table, copy) => table.sum(n, copy, 0, 1));
  }

  nrm2(n: number, x: A, xOffset: number, incX: number): number {
    if (n < LONG || incX !== 1) return this.#reference.nrm2(n, x, xOffset, incX);
    return this.#stage([read(x, xOffset, n)], (table, copy) => table.nrm2(n, copy, 0, 1));
  }

  allFinite(n: number, x: A, xOffset: number): boolean {
    return this.#reference.allFinite(n, x, xOffset);
  }

  rowSums(m: number, n: number, x: A, y: A): void {
    if (m * n < LONG) return this.#reference.rowSums(m, n, x, y);
    this.#stage([read(x, 0, m * n), update(y, 0, m)], (table, copyX, copyY) => table.rowSums(m, n, copyX, copyY));
  }

  rowMaxima(m: number, n: number, x: A, y: A): void {
    if (m * n < LONG) return this.#reference.rowMaxima(m, n, x, y);
    this.#stage([read(x, 0, m * n), update(y, 0, m)], (table, copyX, copyY) => table.rowMaxima(m, n, copyX, copyY));
  }

  columnSums(m: number, n: number, x: A, beta: number, y: A): void {
    if (m * n < LONG) return this.#reference.columnSums(m, n, x, beta, y);
    this.#stage([read(x, 0, m * n), update(y, 0, n)], (table, copyX, copyY) => table.columnSums(m, n, copyX, beta, copyY));
  }

  biasAdd(m: number, n: number, b: A, x: A): void {
    if (m * n < LONG) return this.#reference.biasAdd(m, n, b, x);
    this.#stage([read(b, 0, n), update(x, 0, m * n)], (table, copyB, copyX) => table.biasAdd(m, n, copyB, copyX));
  }

  scaleRows(m: number, n: number, s: A, x: A): void {
    if (m * n < LONG) return this.#reference.scaleRows(m, n, s, x);
    this.#stage([read(s, 0, m), update(x, 0, m * n)], (table, copyS, copyX) => table.scaleRows(m, n, copyS, copyX));
  }

  scaleColumns(m: number, n: number, s: A, x: A): void {
    if (m * n < LONG) return this.#reference.scaleColumns(m, n, s, x);
    this.#stage([read(s, 0, n), update(x, 0, m * n)], (table, copyS, copyX) => table.scaleColumns(m, n, copyS, copyX));
  }

  softmax(m: number, n: number, z: A, a: A): void {
    if (m * n < LONG) return this.#reference.softmax(m, n, z, a);
    this.#stage([read(z, 0, m * n), update(a, 0, m * n)], (table, copyZ, copyA) => table.softmax(m, n, copyZ, copyA));
  }

  softmaxGradient(m: number, n: number, a: A, da: A, dz: A): void {
    if (m * n < LONG) return this.#reference.softmaxGradient(m, n, a, da, dz);
    const size = m * n;
    this.#stage([read(a, 0, size), read(da, 0, size), update(dz, 0, size)], (table, copyA, copyDa, copyDz) =>
      table.softmaxGradient(m, n, copyA, copyDa, copyDz));
  }

  softmaxCrossentropy(m: number, n: number, z: A, labels: A, a: A, losses: A): void {
    if (m * n < LONG) return this.#reference.softmaxCrossentropy(m, n, z, labels, a, losses);
    this.#stage([read(z, 0, m * n), read(labels, 0, m), update(a, 0, m * n), update(losses, 0, m)], (table, copyZ, copyLabels, copyA, copyLosses) =>
      table.softmaxCrossentropy(m, n, copyZ, copyLabels, copyA, copyLosses));
  }

  softmaxCrossentropyGradient(m: number, n: number, a: A, labels: A, scale: number, dz: A): void {
    if (m * n < LONG) return this.#reference.softmaxCrossentropyGradient(m, n, a, labels, scale, dz);
    this.#stage([read(a, 0, m * n), read(labels, 0, m), update(dz, 0, m * n)], (table, copyA, copyLabels, copyDz) =>
      table.softmaxCrossentropyGradient(m, n, copyA, copyLabels, scale, copyDz));
  }

  gather(count: number, width: number, source: A, indices: Indices, first: number, out: A): void {
    this.#reference.gather(count, width, source, indices, first, out);
  }

  elementwise(program: Program, n: number, arrays: readonly A[], scalars?: ArrayLike<number>): void {
    if (n < LONG) return this.#reference.elementwise(program, n, arrays, scalars);
    const operands = program.arrays.map(({ reads, writes }, i) => ({ array: arrays[i], offset: 0, length: n, reads, writes }));
    this.#stage(operands, (table, ...copies) => table.elementwise(program, n, copies, scalars));
  }
}
