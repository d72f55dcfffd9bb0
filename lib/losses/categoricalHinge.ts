/**
 * The hinge loss of several classes.
 * @module
 */

import { add, div, equal, less, mul, select, sub, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, spread } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import type { Loss } from './loss.ts';
import { probabilities } from './targets.ts';

const rightTerms: Program = lazyFormula({
  name: 'categoricalHinge right', arrays: ['a', 'y', 'terms'], define: ({ a, y }) => ({ terms: mul(y, a) }),
});
const wrongTerms: Program = lazyFormula({
  name: 'categoricalHinge wrong', arrays: ['a', 'y', 'terms'], define: ({ a, y }) => ({ terms: mul(sub(1, y), a) }),
});
const loss: Program = lazyFormula({
  name: 'categoricalHinge', arrays: ['right', 'loss'],
  define: ({ right, loss: wrong }) => {
    const margin = add(sub(wrong, right), 1);
    return { loss: select(less(margin, 0), 0, margin) };
  },
});
/** 1 where the largest wrong term stands. */
const largest: Program = lazyFormula({
  name: 'categoricalHinge largest', arrays: ['terms', 'wide'],
  define: ({ terms, wide }) => ({ terms: select(equal(terms, wide), 1, 0) }),
});
const share: Program = lazyFormula({
  name: 'categoricalHinge share', arrays: ['terms', 'wide'], define: ({ terms, wide }) => ({ terms: div(terms, wide) }),
});
const gradients: Program = lazyFormula({
  name: 'categoricalHinge gradient', arrays: ['y', 'terms', 'wide', 'da'], scalars: ['scale'],
  define: ({ y, terms, wide, scale }) => ({ da: select(less(0, wide), mul(sub(mul(sub(1, y), terms), y), scale), 0) }),
});

/**
 * Categorical hinge: of an example, max(0, w − r + 1), r = Σⱼ yⱼ·aⱼ of the right class, w = maxⱼ (1 − yⱼ)·aⱼ
 * of the others. ∂/∂aⱼ = −yⱼ, and 1 − yⱼ where the maximum is reached, equals sharing it; 0 where the loss is.
 *
 * Targets: from 0 to 1.
 *
 * Formula: max(0, maxⱼ (1 − y) · a − Σⱼ y · a + 1)
 * Source: Keras 2.2.4.
 */
export const categoricalHinge: Loss = {
  name: 'categoricalHinge',
  target: 'vector',
  decision: { threshold: undefined, no: 0 },
  expectTargets: probabilities('categoricalHinge'),
  bind({ outputs, prediction, targets, losses, gradient, cache }) {
    const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
    const [terms, wide, wideLoss] = ['terms', 'wide', 'wideLoss'].map((name) => cache(name, size));
    const widenRows = spread(m, outputs, rows, wide);
    return {
      forward: [
        k.elementwise(rightTerms, size, [prediction, targets, terms]),
        k.rowSums(m, outputs, terms, rows),
        k.elementwise(wrongTerms, size, [prediction, targets, terms]),
        k.rowMaxima(m, outputs, terms, losses),
        k.elementwise(loss, m, [rows, losses]),
        ...spread(m, outputs, losses, wideLoss), // now: weights and activities are yet to change the losses
      ],
      backward: [
        k.elementwise(wrongTerms, size, [prediction, targets, terms]),
        k.rowMaxima(m, outputs, terms, rows),
        ...widenRows,
        k.elementwise(largest, size, [terms, wide]),
        k.rowSums(m, outputs, terms, rows),
        ...widenRows,
        k.elementwise(share, size, [terms, wide]),
        k.elementwise(gradients, size, [targets, terms, wideLoss, gradient], ['scale']),
      ],
    };
  },
};
