/**
 * Cases of gemm, gemv, ger and lacpy.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import type { Transpose } from '../../../lib/kernels/index.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import { factor, increment, leading, offset, room, size, type Case, type Routine } from './case.ts';

const transposes: readonly Transpose[] = ['N', 'T'];

interface Matrix {
  readonly array: Float32Array;
  readonly at: number;
  readonly ld: number;
}

function matrix(random: Philox, rows: number, columns: number, kind: OperandKind): Matrix {
  const at = offset(random), ld = leading(random, columns);
  return { array: operands(random, room(random, at, rows, columns, ld), kind), at, ld };
}

/** A vector is a matrix of one column. */
function vector(random: Philox, n: number, kind: OperandKind): Matrix {
  const at = offset(random), ld = increment(random);
  return { array: operands(random, room(random, at, n, 1, ld), kind), at, ld };
}

/** Where beta is 0 the result must not be read: NaN would show. */
function spoilt(random: Philox, result: Matrix, beta: number): Matrix {
  return Math.fround(beta) === 0 && once(random, 2) ? { ...result, array: result.array.fill(NaN) } : result;
}

/** Of the report's network, and such as exceed the blocks of a packed product. */
const shapes: readonly (readonly [number, number, number])[] = [
  [32, 12, 784], [784, 12, 32], [32, 12, 12], [32, 10, 12], [64, 64, 64], [33, 100, 65], [12, 784, 32], [10, 96, 300],
  [1, 256, 256], [130, 10, 5], [20, 99, 130], [241, 9, 40], [243, 8, 515], [2, 1033, 30], [3, 1027, 517], [49, 97, 98],
  [250, 100, 97],
];

function sizes(random: Philox): readonly [m: number, n: number, k: number] {
  // long sums and whole tiles, now and then
  if (once(random, 40)) return [
    1 + random.nextBelow(12), 1 + random.nextBelow(20), pick(random, [127, 128, 129, 255, 256, 257, 500, 784, 800]),
  ];
  if (once(random, 60)) return pick(random, shapes);
  return [size(random), size(random), size(random)];
}

export const gemm: Routine = {
  name: 'gemm',
  cases: 1500,
  draw(random, kind): Case {
    const [m, n, k] = sizes(random);
    const transA = pick(random, transposes), transB = pick(random, transposes);
    const beta = factor(random);
    // One call, or several on the same operands that differ a little.
    const alphas = once(random, 4) ? [factor(random), factor(random), factor(random)] : [factor(random)];
    const inner = alphas.map(() => (once(random, 2) ? k : random.nextBelow(k + 1)));
    inner[0] = k;
    const a = transA === 'N' ? matrix(random, m, k, kind) : matrix(random, k, m, kind);
    const b = transB === 'N' ? matrix(random, k, n, kind) : matrix(random, n, k, kind);
    const c = spoilt(random, matrix(random, m, n, kind), beta);
    return {
      title: `gemm ${transA}${transB} m=${m} n=${n} k=${inner.join(',')} alpha=${alphas.join(',')} beta=${beta}, `
        + `offsets ${a.at} ${b.at} ${c.at}, ld ${a.ld} ${b.ld} ${c.ld}, ${kind}`,
      arrays: { a: a.array, b: b.array, c: c.array },
      call: (table, at) => {
        alphas.forEach((alpha, i) => table.gemm(
          transA, transB, m, n, inner[i], alpha, at['a'], a.at, a.ld, at['b'], b.at, b.ld, beta, at['c'], c.at, c.ld,
        ));
      },
    };
  },
};

export const gemv: Routine = {
  name: 'gemv',
  cases: 500,
  draw(random, kind): Case {
    const m = size(random), n = once(random, 10) ? 1 + random.nextBelow(800) : size(random);
    const trans = pick(random, transposes);
    const alpha = factor(random), beta = factor(random);
    const [rows, columns] = trans === 'N' ? [m, n] : [n, m];
    const a = matrix(random, m, n, kind), x = vector(random, columns, kind);
    const y = spoilt(random, vector(random, rows, kind), beta);
    return {
      title: `gemv ${trans} m=${m} n=${n} alpha=${alpha} beta=${beta}, offsets ${a.at} ${x.at} ${y.at}, ld ${a.ld} `
        + `inc ${x.ld} ${y.ld}, ${kind}`,
      arrays: { a: a.array, x: x.array, y: y.array },
      call: (k, at) => k.gemv(trans, m, n, alpha, at['a'], a.at, a.ld, at['x'], x.at, x.ld, beta, at['y'], y.at, y.ld),
    };
  },
};

export const ger: Routine = {
  name: 'ger',
  cases: 400,
  draw(random, kind): Case {
    const m = size(random), n = size(random), alpha = factor(random);
    const x = vector(random, m, kind), y = vector(random, n, kind), a = matrix(random, m, n, kind);
    return {
      title:
        `ger m=${m} n=${n} alpha=${alpha}, offsets ${x.at} ${y.at} ${a.at}, inc ${x.ld} ${y.ld} ld ${a.ld}, ${kind}`,
      arrays: { x: x.array, y: y.array, a: a.array },
      call: (k, at) => k.ger(m, n, alpha, at['x'], x.at, x.ld, at['y'], y.at, y.ld, at['a'], a.at, a.ld),
    };
  },
};

export const lacpy: Routine = {
  name: 'lacpy',
  cases: 300,
  draw(random, kind): Case {
    const m = size(random), n = size(random), a = matrix(random, m, n, kind), b = matrix(random, m, n, kind);
    return {
      title: `lacpy m=${m} n=${n}, offsets ${a.at} ${b.at}, ld ${a.ld} ${b.ld}, ${kind}`,
      arrays: { a: a.array, b: b.array },
      call: (k, at) => k.lacpy(m, n, at['a'], a.at, a.ld, at['b'], b.at, b.ld),
    };
  },
};
