import { exp, log, mul, sub } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, spread } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { Activation } from './activation.ts';

const shifted =
  lazyFormula({ name: 'shifted', arrays: ['z', 'wide', 'a'], define: ({ z, wide }) => ({ a: sub(z, wide) }) });
const exponentials =
  lazyFormula({ name: 'exponentials', arrays: ['a', 'wide'], define: ({ a }) => ({ wide: exp(a) }) });
const logarithms = lazyFormula({ name: 'logarithms', arrays: ['rows'], define: ({ rows }) => ({ rows: log(rows) }) });
const gradients = lazyFormula({
  name: 'logSoftmax gradient', arrays: ['a', 'da', 'wide', 'dz'],
  define: ({ a, da, wide }) => ({ dz: sub(da, mul(exp(a), wide)) }),
});

/**
 * log softmax over each row: aⱼ = (zⱼ − max z) − log Σ exp(zⱼ − max z), Σ that of `rowSums`; dzⱼ = daⱼ − exp(aⱼ)·Σ da.
 *
 * Formula: zⱼ − max z − log Σ exp(z − max z)
 * Source: Keras 3 (log_softmax).
 */
export const logSoftmax: Activation = {
  name: 'logSoftmax',
  bind({ rows: perRow, width, z, a, da, dz, cache }) {
    const m = perExample(perRow), size = perExample(perRow * width), rows = cache('rows', m);
    const wide = cache('wide', size);
    const widen = spread(m, width, rows, wide);
    return {
      forward: [
        k.rowMaxima(m, width, z, rows),
        ...widen,
        k.elementwise(shifted, size, [z, wide, a]),
        k.elementwise(exponentials, size, [a, wide]),
        k.rowSums(m, width, wide, rows),
        k.elementwise(logarithms, m, [rows]),
        ...widen,
        k.elementwise(shifted, size, [a, wide, a]),
      ],
      backward: [k.rowSums(m, width, da, rows), ...widen, k.elementwise(gradients, size, [a, da, wide, dz])],
    };
  },
  derivative: (a, other) => (a === other ? `1 − exp(${a})` : `−exp(${other})`),
};
