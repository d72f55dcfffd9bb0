/**
 * The cosine of the angle between targets and outputs, as a loss.
 * @module
 */
import { add, div, formula, less, lessOrEqual, mul, negate, select, sqrt, type Expression, type Program } from '../formula/index.ts';
import { spread } from '../kernels/index.ts';
import type { Loss } from './loss.ts';

type Symbol = Expression<'float'>;

/** A sum of squares counts as at least this much, so that a vector of zeros has a length to be divided by. */
const LEAST_SQUARE = 1e-12;

const square: Program = formula({ name: 'square', arrays: ['x', 'terms'], define: ({ x }) => ({ terms: mul(x, x) }) });
const lengths: Program = formula({
  name: 'length', arrays: ['rows'],
  define: ({ rows }) => ({ rows: sqrt(select(less(rows, LEAST_SQUARE), LEAST_SQUARE, rows)) }),
});

const direction = (x: Symbol, length: Symbol): Symbol => div(x, length);

const terms: Program = formula({
  name: 'cosineSimilarity', arrays: ['a', 'y', 'aLength', 'yLength', 'terms'],
  define: ({ a, y, aLength, yLength }) => ({ terms: negate(mul(direction(y, yLength), direction(a, aLength))) }),
});
/** The loss is minus the cosine. Where the length is cut off it is a constant. */
const gradients: Program = formula({
  name: 'cosineSimilarity gradient', arrays: ['a', 'y', 'aLength', 'yLength', 'loss', 'da'], scalars: ['scale'],
  define: ({ a, y, aLength, yLength, loss, scale }) => {
    const along = select(lessOrEqual(aLength, sqrt(LEAST_SQUARE)), 0, mul(direction(a, aLength), loss));
    return { da: mul(negate(div(add(direction(y, yLength), along), aLength)), scale) };
  },
});

/**
 * Minus the cosine of the angle between output and target: of an example, −Σⱼ (yⱼ/‖y‖)·(aⱼ/‖a‖), from −1 for the same direction to 1;
 * ∂/∂aⱼ = −(yⱼ/‖y‖ + loss·aⱼ/‖a‖)/‖a‖. Lengths count as at least 10⁻⁶; where ‖a‖ does, ∂/∂aⱼ = −(yⱼ/‖y‖)/10⁻⁶.
 * At least 2 outputs: of one the loss would be a constant.
 *
 * Formula: −Σⱼ (y/‖y‖) · (a/‖a‖)
 * Source: Keras 2.2.4, there cosine_proximity; CosineSimilarity of Keras 3.
 */
export const cosineSimilarity: Loss = {
  name: 'cosineSimilarity',
  target: 'vector',
  leastOutputs: 2,
  bind(k, { outputs, prediction, targets, losses, gradient, cache }) {
    const rows = cache(), parts = cache(), aLength = cache(), yLength = cache(), loss = cache();
    const widenA = spread(k, outputs, rows, aLength), widenY = spread(k, outputs, rows, yLength), widenLoss = spread(k, outputs, losses, loss);
    const aArrays = [prediction, parts], yArrays = [targets, parts], rowArrays = [rows];
    const termArrays = [prediction, targets, aLength, yLength, parts], gradientArrays = [prediction, targets, aLength, yLength, loss, gradient];
    const scales = [0];
    const measure = (batch: number, arrays: typeof aArrays, widen: (batch: number) => void): void => {
      k.elementwise(square, batch * outputs, arrays);
      k.rowSums(batch, outputs, parts, rows);
      k.elementwise(lengths, batch, rowArrays);
      widen(batch);
    };
    return {
      forward(batch) {
        measure(batch, aArrays, widenA);
        measure(batch, yArrays, widenY);
        k.elementwise(terms, batch * outputs, termArrays);
        k.rowSums(batch, outputs, parts, losses);
        widenLoss(batch); // now: weights and activities are yet to change the losses
      },
      backward(batch, scale) {
        scales[0] = scale;
        k.elementwise(gradients, batch * outputs, gradientArrays, scales);
      },
    };
  },
};
