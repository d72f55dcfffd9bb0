/**
 * The kernels once more, written as plainly as their definitions in lib/kernels/kernels.ts read: what every table
 * is held against.
 *
 * `round` is the rounding of one operation: Math.fround makes the oracle of binary32, the identity that of binary64.
 * @module
 */
import { ScaledBytes } from '../../lib/core/scaledBytes.ts';
import { bindInvoked } from '../../lib/kernels/bindInvoked.ts';
import type { FloatArray, Kernels, Transpose } from '../../lib/kernels/index.ts';
import { exp, formula, log, type Program } from '../../lib/formula/index.ts';
import { createInterpreter, type Round } from './interpreter.ts';
import { convolutions } from './oracleConvolution.ts';
import { poolings } from './oraclePooling.ts';

const exponential: Program = formula({ name: 'exp', arrays: ['x', 'y'], define: ({ x }) => ({ y: exp(x) }) });
const logarithm: Program = formula({ name: 'log', arrays: ['x', 'y'], define: ({ x }) => ({ y: log(x) }) });

/**
 * A reduction: for each 4,096 terms, term i is in lane i mod 4, each lane is summed from +0, then
 * (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃); these sums are added one after the other.
 */
function inLanes(terms: readonly number[], round: Round): number {
  if (terms.length > 4096) {
    const blocks = range(Math.ceil(terms.length / 4096)).map((b) => terms.slice(4096 * b, 4096 * (b + 1)));
    return blocks.map((block) => inLanes(block, round)).reduce((sum, block) => round(sum + block));
  }
  const lanes = [0, 1, 2, 3].map((lane) =>
    terms.filter((_, i) => i % 4 === lane).reduce((sum, term) => round(sum + term), 0));
  return round(round(lanes[0] + lanes[1]) + round(lanes[2] + lanes[3]));
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** 2ᵉ ≤ |x| < 2ᵉ⁺¹, e at least −126, by looking for it. */
function exponentOf(x: number): number {
  let e = -126;
  while (Math.abs(x) >= 2 ** (e + 1)) e++;
  return e;
}

type Matrices<A extends FloatArray> =
  Pick<Kernels<A>, 'gemm' | 'gemmOfHeads' | 'gemmToHeads' | 'gemv' | 'ger' | 'lacpy'>;
type Vectors<A extends FloatArray> = Pick<Kernels<A>, 'axpy' | 'scal' | 'dot' | 'nrm2' | 'sum' | 'allFinite'>;
type Rows<A extends FloatArray> =
  Pick<Kernels<A>,
    'rowSums' | 'rowMaxima' | 'columnSums' | 'biasAdd' | 'scaleRows' | 'scaleColumns' | 'swapAxes' | 'gather'
    | 'scatterAdd' | 'loadRows'>;
type Softmax<A extends FloatArray> =
  Pick<Kernels<A>, 'softmax' | 'softmaxGradient' | 'softmaxCrossentropy' | 'softmaxCrossentropyGradient'>;

function matrices<A extends FloatArray>(round: Round): Matrices<A> {
  const at = (trans: Transpose, row: number, column: number, ld: number): number =>
    (trans === 'N' ? row * ld + column : column * ld + row);
  return {
    gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = round(beta) === 0 ? 0 : round(round(beta) * c[cOffset + i * ldc + j]);
          for (let p = 0; p < k; p++) {
            const scaled = round(round(alpha) * a[aOffset + at(transA, i, p, lda)]);
            sum = round(sum + round(scaled * b[bOffset + at(transB, p, j, ldb)]));
          }
          c[cOffset + i * ldc + j] = sum;
        }
      }
    },
    gemmOfHeads(count, heads, m, n, k, a, b, beta, c) {
      for (let e = 0; e < count * heads * m * n; e++) {
        const j = e % n, i = Math.floor(e / n) % m, head = Math.floor(e / (n * m)) % heads;
        const example = Math.floor(e / (n * m * heads));
        let sum = round(beta) === 0 ? 0 : round(round(beta) * c[e]);
        for (let p = 0; p < k; p++) {
          const left = a[((example * m + i) * heads + head) * k + p];
          sum = round(sum + round(left * b[((example * n + j) * heads + head) * k + p]));
        }
        c[e] = sum;
      }
    },
    gemmToHeads(transA, count, heads, m, n, k, a, b, beta, c) {
      for (let e = 0; e < count * m * heads * n; e++) {
        const j = e % n, head = Math.floor(e / n) % heads, i = Math.floor(e / (n * heads)) % m;
        const example = Math.floor(e / (n * heads * m)), matrix = (example * heads + head) * m * k;
        let sum = round(beta) === 0 ? 0 : round(round(beta) * c[e]);
        for (let p = 0; p < k; p++) {
          const left = a[matrix + at(transA, i, p, transA === 'N' ? k : m)];
          sum = round(sum + round(left * b[((example * k + p) * heads + head) * n + j]));
        }
        c[e] = sum;
      }
    },
    gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) {
      const [rows, columns] = trans === 'N' ? [m, n] : [n, m];
      for (let i = 0; i < rows; i++) {
        let sum = round(beta) === 0 ? 0 : round(round(beta) * y[yOffset + i * incY]);
        for (let p = 0; p < columns; p++) {
          const scaled = round(round(alpha) * a[aOffset + at(trans, i, p, lda)]);
          sum = round(sum + round(scaled * x[xOffset + p * incX]));
        }
        y[yOffset + i * incY] = sum;
      }
    },
    ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const product = round(round(round(alpha) * x[xOffset + i * incX]) * y[yOffset + j * incY]);
          a[aOffset + i * lda + j] = round(a[aOffset + i * lda + j] + product);
        }
      }
    },
    lacpy(m, n, a, aOffset, lda, b, bOffset, ldb) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) b[bOffset + i * ldb + j] = a[aOffset + i * lda + j];
      }
    },
  };
}

function vectors<A extends FloatArray>(round: Round): Vectors<A> {
  const elements = (n: number, x: A, offset: number, increment: number): number[] =>
    range(n).map((i) => x[offset + i * increment]);
  return {
    axpy(n, alpha, x, xOffset, incX, y, yOffset, incY) {
      for (let i = 0; i < n; i++) {
        y[yOffset + i * incY] = round(y[yOffset + i * incY] + round(round(alpha) * x[xOffset + i * incX]));
      }
    },
    scal(n, alpha, x, xOffset, incX) {
      for (let i = 0; i < n; i++) x[xOffset + i * incX] = round(round(alpha) * x[xOffset + i * incX]);
    },
    dot(n, x, xOffset, incX, y, yOffset, incY) {
      const ys = elements(n, y, yOffset, incY);
      return inLanes(elements(n, x, xOffset, incX).map((xi, i) => round(xi * ys[i])), round);
    },
    nrm2(n, x, xOffset, incX) {
      const xs = elements(n, x, xOffset, incX);
      if (xs.some((xi) => Number.isNaN(xi))) return NaN;
      const largest = xs.reduce((most, xi) => Math.max(most, Math.abs(xi)), 0);
      if (largest === 0 || largest === Infinity) return largest;
      const e = exponentOf(largest);
      const scaled = xs.map((xi) => round(xi * 2 ** -e));
      return round(round(Math.sqrt(inLanes(scaled.map((s) => round(s * s)), round))) * 2 ** e);
    },
    sum: (n, x, xOffset, incX) => inLanes(elements(n, x, xOffset, incX), round),
    allFinite: (n, x, xOffset) => elements(n, x, xOffset, 1).every((xi) => Math.abs(xi) < Infinity),
  };
}

function rows<A extends FloatArray>(round: Round): Rows<A> {
  return {
    rowSums(m, n, x, y) {
      for (let i = 0; i < m; i++) y[i] = inLanes([...x.subarray(i * n, (i + 1) * n)], round);
    },
    rowMaxima(m, n, x, y) {
      for (let i = 0; i < m; i++) {
        y[i] = [...x.subarray(i * n, (i + 1) * n)].reduce((most, v) => (v > most ? v : most), -Infinity) + 0;
      }
    },
    columnSums(m, n, x, beta, y) {
      for (let j = 0; j < n; j++) {
        let sum = round(beta) === 0 ? 0 : round(round(beta) * y[j]);
        for (let i = 0; i < m; i++) sum = round(sum + x[i * n + j]);
        y[j] = sum;
      }
    },
    biasAdd(m, n, b, x) {
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) x[i * n + j] = round(x[i * n + j] + b[j]);
    },
    scaleRows(m, n, s, x) {
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) x[i * n + j] = round(x[i * n + j] * s[i]);
    },
    scaleColumns(m, n, s, x) {
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) x[i * n + j] = round(x[i * n + j] * s[j]);
    },
    swapAxes(m, a, b, n, x, y) {
      for (let e = 0; e < m * a * b * n; e++) {
        const j = e % n, q = Math.floor(e / n) % b, p = Math.floor(e / (n * b)) % a, i = Math.floor(e / (n * b * a));
        y[((i * b + q) * a + p) * n + j] = x[e];
      }
    },
    gather(m, n, _v, x, ids, y) {
      range(m).forEach((i) => range(n).forEach((j) => { y[i * n + j] = x[ids[i] * n + j]; }));
    },
    scatterAdd(m, n, v, x, ids, beta, y) {
      range(v).forEach((id) => range(n).forEach((j) => {
        const begun = round(beta) === 0 ? 0 : round(round(beta) * y[id * n + j]);
        const rows = range(m).filter((i) => ids[i] === id);
        y[id * n + j] = rows.reduce((sum, i) => round(sum + x[i * n + j]), begun);
      }));
    },
    loadRows(count, width, source, indices, first, out) {
      const numbers = source instanceof ScaledBytes
        ? Array.from(source.bytes, (byte) => Math.fround(byte / 255)) : source;
      for (let r = 0; r < count; r++) {
        const row = indices?.[first + r] ?? first + r;
        for (let j = 0; j < width; j++) out[r * width + j] = numbers[row * width + j];
      }
    },
  };
}

function softmaxes<A extends FloatArray>(round: Round): Softmax<A> {
  const interpret = createInterpreter(round);
  const largestOf = (row: readonly number[]): number => row.reduce((most, z) => (z > most ? z : most), -Infinity);
  const powers = (row: readonly number[]): number[] => {
    const largest = largestOf(row);
    return row.map((z) => interpret(exponential, [round(z - largest), 0], [])[1]);
  };
  const rowOf = (x: A, i: number, n: number): number[] => [...x.subarray(i * n, (i + 1) * n)];
  const softmax = (m: number, n: number, z: A, a: A): void => {
    for (let i = 0; i < m; i++) {
      const e = powers(rowOf(z, i, n));
      const total = inLanes(e, round);
      a.set(e.map((ej) => round(ej / total)), i * n);
    }
  };
  return {
    softmax,
    softmaxGradient(m, n, a, da, dz) {
      for (let i = 0; i < m; i++) {
        const as = rowOf(a, i, n), das = rowOf(da, i, n);
        const total = inLanes(as.map((aj, j) => round(das[j] * aj)), round);
        dz.set(as.map((aj, j) => round(aj * round(das[j] - total))), i * n);
      }
    },
    softmaxCrossentropy(m, n, z, labels, a, losses) {
      for (let i = 0; i < m; i++) {
        const row = rowOf(z, i, n);
        const logarithmOfSum = interpret(logarithm, [inLanes(powers(row), round), 0], [])[1];
        losses[i] = round(logarithmOfSum - round(row[labels[i]] - largestOf(row)));
      }
      softmax(m, n, z, a);
    },
    softmaxCrossentropyGradient(m, n, a, labels, scale, dz) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const error = j === labels[i] ? round(a[i * n + j] - 1) : a[i * n + j];
          dz[i * n + j] = round(error * round(scale));
        }
      }
    },
  };
}

/** A table that is right by inspection, and slow. */
function createOracle<A extends FloatArray>(round: Round, allocate: (length: number) => A): Kernels<A> {
  const interpret = createInterpreter(round);
  const table: Kernels<A> = {
    name: 'oracle',
    warmUp: () => {},
    allocate,
    reserve: () => table,
    bind: (call) => bindInvoked(table, call),
    ...matrices<A>(round), ...vectors<A>(round), ...rows<A>(round), ...softmaxes<A>(round),
    ...convolutions<A>(round), ...poolings<A>(round),
    elementwise(program, n, arrays, scalars = []) {
      for (let i = 0; i < n; i++) {
        const after = interpret(program, arrays.map((array) => array[i]), scalars);
        for (const { array } of program.stores) arrays[array][i] = after[array];
      }
    },
    elementwiseInRows(program, m, n, arrays, scalars = []) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const places = arrays.map(([, offset, step, spread]) => offset + i * step + (spread === 'spread' ? 0 : j));
          const after = interpret(program, arrays.map(([array], a) => array[places[a]]), scalars);
          for (const { array } of program.stores) arrays[array][0][places[array]] = after[array];
        }
      }
    },
  };
  return table;
}

/** Every operation rounded to binary32. */
export const oracle: Kernels = createOracle(Math.fround, (length) => new Float32Array(length));

/** The same in binary64. */
export const oracle64: Kernels<Float64Array> = createOracle((x) => x, (length) => new Float64Array(length));
