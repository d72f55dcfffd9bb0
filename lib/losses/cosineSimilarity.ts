/**
 * The cosine of the angle between targets and outputs, as a loss.
 * @module
 */

import {
  add, div, less, lessOrEqual, mul, negate, select, sqrt, type Expression, type Program,
} from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample, spread, type List, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import type { Loss } from './loss.ts';

type Symbol = Expression<'float'>;

/** A sum of squares counts as at least this much, so that a vector of zeros has a length to be divided by. */
const LEAST_SQUARE = 1e-12;

const square: Program =
  lazyFormula({ name: 'square', arrays: ['x', 'terms'], define: ({ x }) => ({ terms: mul(x, x) }) });
const lengths: Program = lazyFormula({
  name: 'length', arrays: ['rows'],
  define: ({ rows }) => ({ rows: sqrt(select(less(rows, LEAST_SQUARE), LEAST_SQUARE, rows)) }),
});

const direction = (x: Symbol, length: Symbol): Symbol => div(x, length);

const terms: Program = lazyFormula({
  name: 'cosineSimilarity', arrays: ['a', 'y', 'aLength', 'yLength', 'terms'],
  define: ({ a, y, aLength, yLength }) => ({ terms: negate(mul(direction(y, yLength), direction(a, aLength))) }),
});
/** The loss is minus the cosine. Where the length is cut off it is a constant. */
const gradients: Program = lazyFormula({
  name: 'cosineSimilarity gradient', arrays: ['a', 'y', 'aLength', 'yLength', 'loss', 'da'], scalars: ['scale'],
  define: ({ a, y, aLength, yLength, loss, scale }) => {
    const along = select(lessOrEqual(aLength, sqrt(LEAST_SQUARE)), 0, mul(direction(a, aLength), loss));
    return { da: mul(negate(div(add(direction(y, yLength), along), aLength)), scale) };
  },
});

/**
 * Minus the cosine of the angle between output and target: of an example, −Σⱼ (yⱼ/‖y‖)·(aⱼ/‖a‖), from −1 for
 * the same direction to 1; ∂/∂aⱼ = −(yⱼ/‖y‖ + loss·aⱼ/‖a‖)/‖a‖. Lengths count as at least 10⁻⁶; where ‖a‖ does,
 * ∂/∂aⱼ = −(yⱼ/‖y‖)/10⁻⁶.
 * At least 2 outputs: of one the loss would be a constant.
 *
 * Formula: −Σⱼ (y/‖y‖) · (a/‖a‖)
 * Source: Keras 2.2.4, there cosine_proximity; CosineSimilarity of Keras 3.
 */
export const cosineSimilarity: Loss = {
  name: 'cosineSimilarity',
  target: 'vector',
  leastOutputs: 2,
  bind({ outputs, prediction, targets, losses, gradient, cache }) {
    const m = perExample(1), size = perExample(outputs), rows = cache('rows', m);
    const [parts, aLength, yLength, loss] = ['parts', 'aLength', 'yLength', 'loss'].map((name) => cache(name, size));
    const measure = (x: Tensor, length: Tensor): List => [
      k.elementwise(square, size, [x, parts]),
      k.rowSums(m, outputs, parts, rows),
      k.elementwise(lengths, m, [rows]),
      ...spread(m, outputs, rows, length),
    ];
    return {
      forward: [
        ...measure(prediction, aLength),
        ...measure(targets, yLength),
        k.elementwise(terms, size, [prediction, targets, aLength, yLength, parts]),
        k.rowSums(m, outputs, parts, losses),
        ...spread(m, outputs, losses, loss), // now: weights and activities are yet to change the losses
      ],
      backward: [k.elementwise(gradients, size, [prediction, targets, aLength, yLength, loss, gradient], ['scale'])],
    };
  },
};
