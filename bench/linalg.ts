/**
 * Linear algebra: factors, inverses and systems of one table, and the checked door.
 * @module
 */
import { createFloat64Kernels, defaultFloat64Kernels, type Kernels } from '../lib/kernels/index.ts';
import { geqrf, getrf, getri, getrs, inverse, potrf } from '../lib/linalg/index.ts';
import { entry, type Entry, type NamedTable, type Work } from './entry.ts';
import { fill } from './operands.ts';

/** An n × n matrix, symmetric, positive definite and well conditioned. */
function matrix(n: number): Float32Array {
  const a = fill(new Float32Array(n * n), 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
    a[i * (n + 1)] += 2 * Math.sqrt(n);
  }
  return a;
}

/** One array of a table, of `blocks` times n × n elements and some more. */
function room(
  { k: table }: NamedTable, n: number, blocks: number,
): { readonly k: Kernels; readonly all: Float32Array } {
  const length = (blocks * n + 2) * n, k = table.reserve(length, 1);
  return { k, all: k.allocate(length) };
}

function linalgEntry(shape: string, flops: number, prepare: (table: NamedTable) => Work): Entry {
  return entry({ bench: 'linalg', shape, flops, isLimitedByPeak: true, prepare });
}

function lu(n: number): Entry {
  return linalgEntry(`lu ${n}`, (2 * n ** 3) / 3, (table) => {
    const a = matrix(n), { k, all } = room(table, n, 1), pivots = new Int32Array(n);
    return { run: () => { all.set(a); getrf(k, n, n, all, 0, n, pivots); }, result: () => all.subarray(0, n * n) };
  });
}

function cholesky(n: number): Entry {
  return linalgEntry(`cholesky ${n}`, n ** 3 / 3, (table) => {
    const a = matrix(n), { k, all } = room(table, n, 1);
    return { run: () => { all.set(a); potrf(k, n, all, 0, n); }, result: () => all.subarray(0, n * n) };
  });
}

function qr(n: number): Entry {
  return linalgEntry(`qr ${n}`, (4 * n ** 3) / 3, (table) => {
    const a = matrix(n), { k, all } = room(table, n, 1), tau = n * n;
    return {
      run: () => { all.set(a); geqrf(k, n, n, all, 0, n, all, tau, all, tau + n); },
      result: () => all.subarray(0, n * n),
    };
  });
}

function solve(n: number): Entry {
  return linalgEntry(`solve ${n}, ${n} columns`, (8 * n ** 3) / 3, (table) => {
    const a = matrix(n), b = fill(new Float32Array(n * n), 2), { k, all } = room(table, n, 2);
    const pivots = new Int32Array(n), x = n * n;
    const run = (): void => {
      all.set(a);
      all.set(b, x);
      getrf(k, n, n, all, 0, n, pivots);
      getrs(k, 'N', n, n, all, 0, n, pivots, all, x, n);
    };
    return { run, result: () => all.subarray(x, 2 * x) };
  });
}

/** A⁻¹, but for the order of its columns where rows were exchanged. */
function invert({ k, all }: ReturnType<typeof room>, a: Float32Array, n: number, pivots: Int32Array): void {
  all.set(a);
  getrf(k, n, n, all, 0, n, pivots);
  getri(k, n, all, 0, n, all, n * n, n);
}

function inverses(n: number): Entry {
  return linalgEntry(`inverse ${n}`, 2 * n ** 3, (table) => {
    const a = matrix(n), own = room(table, n, 2), pivots = new Int32Array(n);
    return { run: () => invert(own, a, n, pivots), result: () => own.all.subarray(n * n, 2 * n * n) };
  });
}

/** Plain arrays, checked, with an estimate of the condition; the reference does the bare work. */
function doorInverse(n: number): Entry {
  return linalgEntry(`door inverse ${n}`, 2 * n ** 3, (table) => {
    const a = dominant(n);
    let x: Float32Array = new Float32Array(n * n);
    if (table.name !== 'reference') return { run: () => { x = inverse(a, n); }, result: () => x };
    const own = room(table, n, 2), pivots = new Int32Array(n);
    return { run: () => invert(own, a, n, pivots), result: () => own.all.subarray(n * n, 2 * n * n) };
  });
}

/** A⁻¹ in binary64: by the witness, which stands for the reference, and on SIMD. */
function inverse64(n: number): Entry {
  return entry({
    bench: 'linalg', shape: `binary64 inverse ${n}`, flops: 2 * n ** 3,
    prepare({ name }) {
      const k = (name === 'reference' ? createFloat64Kernels() : defaultFloat64Kernels()).reserve(2 * n * n, 1);
      const a = Float64Array.from(matrix(n)), all = k.allocate(2 * n * n), pivots = new Int32Array(n);
      const run = (): void => {
        all.set(a);
        getrf(k, n, n, all, 0, n, pivots);
        getri(k, n, all, 0, n, all, n * n, n);
      };
      return { run, result: () => all.subarray(n * n) };
    },
  });
}

/** A matrix whose pivots stand on its diagonal. */
function dominant(n: number): Float32Array {
  const a = matrix(n);
  for (let i = 0; i < n; i++) a[i * (n + 1)] += n;
  return a;
}

export const linalgEntries: readonly Entry[] = [
  ...[64, 256, 512].map(inverses), ...[64, 256, 512].map(doorInverse), lu(256), lu(512), solve(256), cholesky(256),
  cholesky(512), qr(256), ...[256, 512].map(inverse64),
];
