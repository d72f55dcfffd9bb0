/**
 * math.js, on matrices that are declared to hold numbers, which spares it a look at each element's type; binary64.
 * @module
 */
import { all, create, type Matrix } from 'mathjs';
import { CHECKED, repeat, versionOf, type Peer } from '../peer.ts';
import { AXPY_ALPHA, centred, invertible, uniform } from '../work.ts';

const math = create(all);

function square(n: number, data: Float32Array): Matrix {
  return math.matrix(
    Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * n, (i + 1) * n))), 'dense', 'number',
  );
}

function vector(data: Float32Array): Matrix {
  return math.matrix(Array.from(data), 'dense', 'number');
}

function firstRow(matrix: Matrix): number[] {
  const [row] = matrix.valueOf() as number[][];
  return row;
}

export const peer: Peer = {
  version: versionOf('./node_modules/mathjs'),
  notes: { gemm: 'float64', inverse: 'float64', axpy: 'float64' },
  makers: {
    gemm: ({ n }) => {
      const a = square(n, centred(n * n, 1)), b = square(n, centred(n * n, 2));
      let c = a;
      return { run: repeat(() => { c = math.multiply(a, b); }), result: () => firstRow(c).slice(0, CHECKED) };
    },
    inverse: ({ n }) => {
      const a = square(n, invertible(n));
      let inverse = a;
      return { run: repeat(() => { inverse = math.inv(a); }), result: () => firstRow(inverse) };
    },
    axpy: ({ n }) => {
      const x = vector(centred(n, 1));
      let y = vector(uniform(n, 2));
      return {
        run: repeat(() => { y = math.add(math.multiply(x, AXPY_ALPHA), y); }),
        result: () => (y.valueOf() as number[]).slice(0, CHECKED),
      };
    },
  },
};
