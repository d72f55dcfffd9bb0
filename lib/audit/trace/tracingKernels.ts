/**
 * A table of kernels that shows every scalar operation of another one.
 * @module
 */
import type { Kernels } from '../../kernels/index.ts';
import type { Region } from './filter.ts';
import type { Phase } from './operation.ts';
import type { Recorder, Value } from './recorder.ts';
import { elementwise } from './replay/formula.ts';
import { gemm, ger } from './replay/matrix.ts';
import { biasAdd, columnSums, rowMaxima, rowSums, scaleColumns, scaleRows } from './replay/rows.ts';
import { softmax, softmaxCrossentropy, softmaxCrossentropyGradient, softmaxGradient } from './replay/softmax.ts';
import { axpy, dot, nrm2, scal, sum } from './replay/vector.ts';

/** The first `length` elements of an array, or those from `start` on. */
function region(array: Float32Array, length: number, start: number = 0): Region {
  return { array, start, end: start + length };
}

/** From the first to the last of n elements, `step` apart, of `width` each. */
function span(n: number, step: number, width: number = 1): number {
  return n === 0 || width === 0 ? 0 : (n - 1) * step + width;
}

/** Elements of the arrays of a program that it writes, each once. */
function union(lists: readonly Iterable<number>[]): Iterable<number> {
  return lists.length === 1 ? lists[0] : [...new Set(lists.flatMap((list) => [...list]))].sort((a, b) => a - b);
}

/**
 * A table that computes with `base` and tells `recorder` of every scalar operation that made a wanted element: from the operands as they
 * stand before the call, in the order that the routine's definition fixes. What this gives must have the very bits that `base`
 * writes, else an Error names routine, element and both values: so what is recorded is what was computed.
 *
 * Multiplications by an alpha or beta of 1 change nothing and are left out. `gather` copies and `allFinite` looks; neither is recorded.
 * With `phase`, all that the table does belongs to that one.
 */
export function createTracingKernels(base: Kernels, recorder: Recorder, phase?: Phase): Kernels {
  const writing = (routine: string, regions: readonly Region[], replay: (wanted: readonly Iterable<number>[]) => void, run: () => void): void => {
    recorder.phase = phase ?? recorder.phase;
    recorder.writing({ routine, formula: undefined }, regions, replay, run);
  };
  return {
    ...matrixRoutines(base, recorder, writing), ...rowRoutines(base, recorder, writing), ...softmaxRoutines(base, recorder, writing),
    ...vectorRoutines(base, recorder, writing, phase),
    name: 'tracing',
    warmUp: () => {},
    allocate(length) {
      const array = base.allocate(length);
      recorder.names.allocate('scratch', array);
      return array;
    },
    reserve: (length, arrays) => createTracingKernels(base.reserve(length, arrays), recorder, phase),
    allFinite: (n, x, xOffset) => base.allFinite(n, x, xOffset),
    gather: (count, width, source, indices, first, out) => base.gather(count, width, source, indices, first, out),
    elementwise(program, n, arrays, scalars = []) {
      recorder.phase = phase ?? recorder.phase;
      recorder.writing(
        { routine: 'elementwise', formula: program.name },
        program.stores.map(({ array }) => region(arrays[array], n)),
        (wanted) => elementwise(recorder, union(wanted), program, arrays, scalars),
        () => base.elementwise(program, n, arrays, scalars),
      );
    },
  };
}

type Writing = (routine: string, regions: readonly Region[], replay: (wanted: readonly Iterable<number>[]) => void, run: () => void) => void;

function matrixRoutines(base: Kernels, recorder: Recorder, writing: Writing): Pick<Kernels, 'gemm' | 'gemv' | 'ger'> {
  return {
    gemm: (transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc) => writing(
      'gemm', [region(c, span(m, ldc, n), cOffset)],
      ([wanted]) => gemm(recorder, wanted, transA, transB, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc),
      () => base.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc),
    ),
    gemv: (trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) => {
      const [rows, columns] = trans === 'N' ? [m, n] : [n, m];
      writing(
        'gemv', [region(y, span(rows, incY), yOffset)], // a product with a matrix of one column
        ([wanted]) => gemm(recorder, wanted, trans, 'N', 1, columns, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY),
        () => base.gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY),
      );
    },
    ger: (m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) => writing(
      'ger', [region(a, span(m, lda, n), aOffset)],
      ([wanted]) => ger(recorder, wanted, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda),
      () => base.ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda),
    ),
  };
}

function vectorRoutines(
  base: Kernels, recorder: Recorder, writing: Writing, phase: Phase | undefined,
): Pick<Kernels, 'axpy' | 'scal' | 'dot' | 'nrm2' | 'sum'> {
  const returning = (routine: string, read: Region, replay: () => Value, run: () => number): number => {
    recorder.phase = phase ?? recorder.phase;
    return recorder.returning({ routine, formula: undefined }, read, replay, run);
  };
  return {
    axpy: (n, alpha, x, xOffset, incX, y, yOffset, incY) => writing(
      'axpy', [region(y, span(n, incY), yOffset)],
      ([wanted]) => axpy(recorder, wanted, alpha, x, xOffset, incX, y, yOffset, incY),
      () => base.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY),
    ),
    scal: (n, alpha, x, xOffset, incX) => writing(
      'scal', [region(x, span(n, incX), xOffset)],
      ([wanted]) => scal(recorder, wanted, alpha, x, xOffset, incX),
      () => base.scal(n, alpha, x, xOffset, incX),
    ),
    dot: (n, x, xOffset, incX, y, yOffset, incY) => returning(
      'dot', region(x, span(n, incX), xOffset),
      () => dot(recorder, n, x, xOffset, incX, y, yOffset, incY),
      () => base.dot(n, x, xOffset, incX, y, yOffset, incY),
    ),
    nrm2: (n, x, xOffset, incX) => returning(
      'nrm2', region(x, span(n, incX), xOffset), () => nrm2(recorder, n, x, xOffset, incX), () => base.nrm2(n, x, xOffset, incX),
    ),
    sum: (n, x, xOffset, incX) => returning(
      'sum', region(x, span(n, incX), xOffset), () => sum(recorder, n, x, xOffset, incX), () => base.sum(n, x, xOffset, incX),
    ),
  };
}

function rowRoutines(
  base: Kernels, recorder: Recorder, writing: Writing,
): Pick<Kernels, 'rowSums' | 'rowMaxima' | 'columnSums' | 'biasAdd' | 'scaleRows' | 'scaleColumns'> {
  return {
    rowSums: (m, n, x, y) =>
      writing('rowSums', [region(y, m)], ([wanted]) => rowSums(recorder, wanted, n, x, y), () => base.rowSums(m, n, x, y)),
    rowMaxima: (m, n, x, y) =>
      writing('rowMaxima', [region(y, m)], ([wanted]) => rowMaxima(recorder, wanted, n, x, y), () => base.rowMaxima(m, n, x, y)),
    columnSums: (m, n, x, beta, y) =>
      writing('columnSums', [region(y, n)], ([wanted]) => columnSums(recorder, wanted, m, n, x, beta, y), () => base.columnSums(m, n, x, beta, y)),
    biasAdd: (m, n, b, x) =>
      writing('biasAdd', [region(x, m * n)], ([wanted]) => biasAdd(recorder, wanted, n, b, x), () => base.biasAdd(m, n, b, x)),
    scaleRows: (m, n, s, x) =>
      writing('scaleRows', [region(x, m * n)], ([wanted]) => scaleRows(recorder, wanted, n, s, x), () => base.scaleRows(m, n, s, x)),
    scaleColumns: (m, n, s, x) =>
      writing('scaleColumns', [region(x, m * n)], ([wanted]) => scaleColumns(recorder, wanted, n, s, x), () => base.scaleColumns(m, n, s, x)),
  };
}

function softmaxRoutines(
  base: Kernels, recorder: Recorder, writing: Writing,
): Pick<Kernels, 'softmax' | 'softmaxGradient' | 'softmaxCrossentropy' | 'softmaxCrossentropyGradient'> {
  return {
    softmax: (m, n, z, a) =>
      writing('softmax', [region(a, m * n)], ([wanted]) => softmax(recorder, wanted, n, z, a), () => base.softmax(m, n, z, a)),
    softmaxGradient: (m, n, a, da, dz) => writing(
      'softmaxGradient', [region(dz, m * n)], ([wanted]) => softmaxGradient(recorder, wanted, n, a, da, dz), () => base.softmaxGradient(m, n, a, da, dz),
    ),
    softmaxCrossentropy: (m, n, z, labels, a, losses) => writing(
      'softmaxCrossentropy', [region(a, m * n), region(losses, m)],
      ([wanted, wantedLosses]) => softmaxCrossentropy(recorder, wanted, wantedLosses, n, z, labels, a, losses),
      () => base.softmaxCrossentropy(m, n, z, labels, a, losses),
    ),
    softmaxCrossentropyGradient: (m, n, a, labels, scale, dz) => writing(
      'softmaxCrossentropyGradient', [region(dz, m * n)],
      ([wanted]) => softmaxCrossentropyGradient(recorder, wanted, n, a, labels, scale, dz),
      () => base.softmaxCrossentropyGradient(m, n, a, labels, scale, dz),
    ),
  };
}
