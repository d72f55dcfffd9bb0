import { less, maximum, minimum, mul, select, sign, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/**
 * s = sign(previous)·sign(∇J): where it is above 0 the step grows by etaPlus, below 0 it shrinks by etaMinus, within
 * [stepMin, stepMax]; where s < 0 θ stays and previous becomes 0, else θ ← θ ⊖ sign(∇J) ⊗ step and previous ← ∇J.
 * Source: Riedmiller, Braun 1993 (the form without weight backtracking); PyTorch 2.
 */
export const rprop: Program = lazyFormula({
  name: 'rprop', arrays: ['theta', 'previous', 'step', 'gradient'],
  scalars: ['etaMinus', 'etaPlus', 'stepMin', 'stepMax'],
  define: ({ theta, previous, step, gradient, etaMinus, etaPlus, stepMin, stepMax }) => {
    const agreement = mul(sign(previous), sign(gradient));
    const factor = select(less(0, agreement), etaPlus, select(less(agreement, 0), etaMinus, 1));
    const next = minimum(maximum(mul(step, factor), stepMin), stepMax);
    const used = select(less(agreement, 0), 0, gradient);
    return { step: next, previous: used, theta: sub(theta, mul(sign(used), next)) };
  },
});
