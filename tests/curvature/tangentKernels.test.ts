import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createTangentKernels } from '../../lib/curvature/tangentKernels.ts';
import { Tangents } from '../../lib/curvature/tangents.ts';
import { div, exp, formula, less, mul, select, sqrt, sub } from '../../lib/formula/index.ts';
import { createFloat64Kernels, type Kernels } from '../../lib/kernels/index.ts';
import { direction } from './checkCurvature.ts';

type A = Float64Array;
const STEP = 2 ** -14, TOLERANCE = 1e-7;

interface Routine {
  readonly lengths: readonly number[];
  /** Arrays that are not to be moved: labels. */
  readonly fixed?: Readonly<Record<number, readonly number[]>>;
  readonly run: (k: Kernels<A>, arrays: readonly A[]) => void;
}

const program = formula({
  name: 'mixed', arrays: ['x', 'y'], scalars: ['s'],
  define: ({ x, y, s }) => ({ x: select(less(x, 0), mul(x, y), div(exp(x), s)), y: sqrt(sub(4, mul(x, y))) }),
});
const labels = { 1: [2, 0, 1] };

/** 3 × 4 matrices and the like: m ≠ n ≠ k. What may be one array is one in some. */
const routines: Readonly<Record<string, Routine>> = {
  gemm: { lengths: [6, 8, 12], run: (k, [a, b, c]) => k.gemm('N', 'N', 3, 4, 2, 1.5, a, 0, 2, b, 0, 4, 0.5, c, 0, 4) },
  'gemm of transposed matrices, beta 0': { lengths: [6, 8, 12], run: (k, [a, b, c]) => k.gemm('T', 'T', 3, 4, 2, -1, a, 0, 3, b, 0, 2, 0, c, 0, 4) },
  gemv: { lengths: [12, 4, 3], run: (k, [a, x, y]) => k.gemv('N', 3, 4, 2, a, 0, 4, x, 0, 1, 1, y, 0, 1) },
  'gemv of the transposed matrix': { lengths: [12, 3, 4], run: (k, [a, x, y]) => k.gemv('T', 3, 4, 2, a, 0, 4, x, 0, 1, 0, y, 0, 1) },
  ger: { lengths: [3, 4, 12], run: (k, [x, y, a]) => k.ger(3, 4, 0.5, x, 0, 1, y, 0, 1, a, 0, 4) },
  axpy: { lengths: [5, 5], run: (k, [x, y]) => k.axpy(5, 0.3, x, 0, 1, y, 0, 1) },
  scal: { lengths: [5], run: (k, [x]) => k.scal(5, -1.3, x, 0, 1) },
  rowSums: { lengths: [12, 3], run: (k, [x, y]) => k.rowSums(3, 4, x, y) },
  rowMaxima: { lengths: [12, 3], run: (k, [x, y]) => k.rowMaxima(3, 4, x, y) },
  columnSums: { lengths: [12, 4], run: (k, [x, y]) => k.columnSums(3, 4, x, 0.5, y) },
  biasAdd: { lengths: [4, 12], run: (k, [b, x]) => k.biasAdd(3, 4, b, x) },
  scaleRows: { lengths: [3, 12], run: (k, [s, x]) => k.scaleRows(3, 4, s, x) },
  scaleColumns: { lengths: [4, 12], run: (k, [s, x]) => k.scaleColumns(3, 4, s, x) },
  softmax: { lengths: [12, 12], run: (k, [z, a]) => k.softmax(3, 4, z, a) },
  'softmax in place': { lengths: [12], run: (k, [z]) => k.softmax(3, 4, z, z) },
  softmaxGradient: { lengths: [12, 12, 12], run: (k, [a, da, dz]) => k.softmaxGradient(3, 4, a, da, dz) },
  'softmaxGradient in place': { lengths: [12, 12], run: (k, [a, da]) => k.softmaxGradient(3, 4, a, da, da) },
  softmaxCrossentropy: { lengths: [12, 3, 12, 3], fixed: labels, run: (k, [z, y, a, losses]) => k.softmaxCrossentropy(3, 4, z, y, a, losses) },
  'softmaxCrossentropy in place': { lengths: [12, 3, 3], fixed: labels, run: (k, [z, y, losses]) => k.softmaxCrossentropy(3, 4, z, y, z, losses) },
  softmaxCrossentropyGradient: { lengths: [12, 3, 12], fixed: labels, run: (k, [a, y, dz]) => k.softmaxCrossentropyGradient(3, 4, a, y, 0.25, dz) },
  elementwise: { lengths: [7, 7], run: (k, arrays) => k.elementwise(program, 7, arrays, [1.7]) },
  gather: { lengths: [6], run: (k, [out]) => k.gather(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6), Uint32Array.of(1, 0), 0, out) },
};

for (const [name, { lengths, fixed = {}, run }] of Object.entries(routines)) {
  test(`${name}: what stands beside each array is its derivative, and the values are the base table's`, () => {
    const base = createFloat64Kernels(), tangents = new Tangents<A>(), k = createTangentKernels(base, tangents), random = new Philox(23);
    const starts = lengths.map((length, i) => (fixed[i] === undefined ? direction(random, length) : Float64Array.from(fixed[i])));
    const rates = lengths.map((length, i) => (fixed[i] === undefined ? direction(random, length) : new Float64Array(length)));
    const moved = (step: number): A[] => {
      const arrays = starts.map((start, i) => start.map((value, e) => value + step * rates[i][e]));
      run(base, arrays);
      return arrays;
    };
    const arrays = lengths.map((length) => k.allocate(length));
    arrays.forEach((array, i) => {
      array.set(starts[i]);
      tangents.of(array).set(rates[i]);
    });
    run(k, arrays);
    const [there, above, below] = [0, STEP, -STEP].map(moved);
    arrays.forEach((array, i) => {
      assert.deepEqual(array, there[i]);
      tangents.of(array).forEach((rate, e) => {
        const measured = (above[i][e] - below[i][e]) / (2 * STEP);
        assert.ok(Math.abs(rate - measured) <= TOLERANCE * Math.max(1, Math.abs(measured)), `array ${i}[${e}]: ${rate}, by differences ${measured}`);
      });
    });
  });
}

test('views find the derivative of their part', () => {
  const tangents = new Tangents<A>(), k = createTangentKernels(createFloat64Kernels(), tangents), array = k.allocate(6);
  tangents.of(array.subarray(2, 4)).fill(7);
  assert.deepEqual(tangents.of(array), Float64Array.of(0, 0, 7, 7, 0, 0));
  assert.equal(tangents.find(new Float64Array(3)), undefined);
  assert.throws(() => tangents.of(new Float64Array(3)), /no plan has allocated/);
});
