import { abs, add, div, expm1, less, log1p, mul, negate, select, sub, tanh } from '../formula/index.ts';
import { lazyMeanLoss, type Loss } from './loss.ts';

const LN2 = 0.6931471805599453;
/** From here on the first way has no advantage; the second never overflows. */
const FAR = 3;

/**
 * Log-cosh: of an example, the mean over its outputs of log cosh e, e = a − y; ∂/∂aⱼ = tanh(e)/n.
 *
 * Near 0 it is log(1 + m²/2(1 + m)), m = e^−|e| − 1, which is cosh e as 1 and the rest; far away |e| − log
 * 2 + log(1 + e^−2|e|).
 *
 * Formula: Σ (log1p(u · u / (2 · v)) if t < 3, else t − 0.6931472 + log1p(v · v)) / outputs, where t = |a − y|,
 *          u = expm1(−t), v = 1 + u
 * Source: Keras 2.2.4 (logcosh), which computes e + softplus(−2e) − log 2 and so loses what is small.
 */
export const logCosh: Loss = lazyMeanLoss({
  name: 'logCosh',
  term: ({ a, y }) => {
    const e = abs(sub(a, y)), m = expm1(negate(e)), q = add(1, m);
    return select(less(e, FAR), log1p(div(mul(m, m), mul(2, q))), add(sub(e, LN2), log1p(mul(q, q))));
  },
  derivative: ({ a, y }) => tanh(sub(a, y)),
});
