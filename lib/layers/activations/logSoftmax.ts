import { exp, formula, log, mul, sub } from '../../formula/index.ts';
import { spread } from '../../kernels/index.ts';
import type { Activation } from './activation.ts';

const shifted = formula({ name: 'shifted', arrays: ['z', 'wide', 'a'], define: ({ z, wide }) => ({ a: sub(z, wide) }) });
const exponentials = formula({ name: 'exponentials', arrays: ['a', 'wide'], define: ({ a }) => ({ wide: exp(a) }) });
const logarithms = formula({ name: 'logarithms', arrays: ['rows'], define: ({ rows }) => ({ rows: log(rows) }) });
const gradients = formula({
  name: 'logSoftmax gradient', arrays: ['a', 'da', 'wide', 'dz'],
  define: ({ a, da, wide }) => ({ dz: sub(da, mul(exp(a), wide)) }),
});

/**
 * log softmax over each row: aⱼ = (zⱼ − max z) − log Σ exp(zⱼ − max z), Σ in four lanes; dzⱼ = daⱼ − exp(aⱼ)·Σ da.
 *
 * Formula: zⱼ − max z − log Σ exp(z − max z)
 * Source: Keras 3 (log_softmax).
 */
export const logSoftmax: Activation = {
  name: 'logSoftmax',
  caches: 2,
  bind(k, { width, z, a, da, dz, cache }) {
    const rows = cache(), wide = cache(), widen = spread(k, width, rows, wide);
    const shiftArrays = [z, wide, a], exponentialArrays = [a, wide], rowArrays = [rows], sumArrays = [a, wide, a], gradientArrays = [a, da, wide, dz];
    return {
      forward(batch) {
        k.rowMaxima(batch, width, z, rows);
        widen(batch);
        k.elementwise(shifted, batch * width, shiftArrays);
        k.elementwise(exponentials, batch * width, exponentialArrays);
        k.rowSums(batch, width, wide, rows);
        k.elementwise(logarithms, batch, rowArrays);
        widen(batch);
        k.elementwise(shifted, batch * width, sumArrays);
      },
      backward(batch) {
        k.rowSums(batch, width, da, rows);
        widen(batch);
        k.elementwise(gradients, batch * width, gradientArrays);
      },
    };
  },
};
