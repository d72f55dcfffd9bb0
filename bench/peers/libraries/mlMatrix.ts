/**
 * ml-matrix: linear algebra in binary64.
 * @module
 */
import { Matrix, inverse } from 'ml-matrix';
import { CHECKED, repeat, versionOf, type Peer } from '../peer.ts';
import { ADAM, AXPY_ALPHA, centred, invertible, uniform, type Work } from '../work.ts';

function matrix(rows: number, columns: number, data: Float32Array): Matrix {
  return Matrix.from1DArray(rows, columns, Array.from(data));
}

function adam({ n }: Work) {
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const gradient = matrix(1, n, centred(n, 1)), theta = matrix(1, n, uniform(n, 2));
  const m = Matrix.zeros(1, n), v = Matrix.zeros(1, n);
  let t = 0;
  const once = () => {
    t++;
    m.mul(beta1).add(Matrix.mul(gradient, 1 - beta1));
    v.mul(beta2).add(Matrix.mul(gradient, gradient).mul(1 - beta2));
    const rate = learningRate * Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t);
    theta.sub(Matrix.mul(m, rate).div(Matrix.sqrt(v).add(epsilon)));
  };
  return { run: repeat(once), result: () => theta.getRow(0).slice(0, CHECKED) };
}

export const peer: Peer = {
  version: versionOf('./node_modules/ml-matrix'),
  notes: { gemm: 'float64', inverse: 'float64', axpy: 'float64', adam: 'float64' },
  makers: {
    gemm: ({ n }) => {
      const a = matrix(n, n, centred(n * n, 1)), b = matrix(n, n, centred(n * n, 2));
      let c = a;
      return { run: repeat(() => { c = a.mmul(b); }), result: () => c.getRow(0).slice(0, CHECKED) };
    },
    inverse: ({ n }) => {
      const a = matrix(n, n, invertible(n));
      let result = a;
      return { run: repeat(() => { result = inverse(a); }), result: () => result.getRow(0) };
    },
    axpy: ({ n }) => {
      const x = matrix(1, n, centred(n, 1)), y = matrix(1, n, uniform(n, 2));
      return { run: repeat(() => { y.add(Matrix.mul(x, AXPY_ALPHA)); }), result: () => y.getRow(0).slice(0, CHECKED) };
    },
    adam,
  },
};
