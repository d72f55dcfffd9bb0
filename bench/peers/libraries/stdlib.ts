/**
 * stdlib's BLAS in JavaScript: its native add-ons are not built here.
 * @module
 */
import saxpy from '@stdlib/blas-base-saxpy';
import sgemm from '@stdlib/blas-base-sgemm';
import { CHECKED, repeat, versionOf, type Peer } from '../peer.ts';
import { AXPY_ALPHA, centred, uniform } from '../work.ts';

export const peer: Peer = {
  version:
    `${versionOf('./node_modules/@stdlib/blas-base-sgemm')}/${versionOf('./node_modules/@stdlib/blas-base-saxpy')}`,
  makers: {
    gemm: ({ n }) => {
      const a = centred(n * n, 1), b = centred(n * n, 2), c = new Float32Array(n * n);
      const once = () => sgemm('row-major', 'no-transpose', 'no-transpose', n, n, n, 1, a, n, b, n, 0, c, n);
      return { run: repeat(once), result: () => c.subarray(0, CHECKED) };
    },
    axpy: ({ n }) => {
      const x = centred(n, 1), y = uniform(n, 2);
      return { run: repeat(() => saxpy(n, AXPY_ALPHA, x, 1, y, 1)), result: () => y.subarray(0, CHECKED) };
    },
  },
};
