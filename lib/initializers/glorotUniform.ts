import { uniformInto } from '../random/index.ts';
import type { Initializer } from './initializer.ts';

/**
 * Uniform in [−limit, limit), limit = √(6 / (inputs + outputs)) rounded to binary32, for a matrix (inputs, outputs).
 *
 * A vector (n) counts n as inputs and as outputs; of a tensor with more axes the last two count, times the size of the rest.
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010;
 * limits as in Keras' `glorot_uniform`.
 */
export const glorotUniform: Initializer = (out, shape, random) => {
  const outputs = shape[shape.length - 1];
  const receptiveField = shape.slice(0, -2).reduce((size, n) => size * n, 1);
  const inputs = shape.length > 1 ? shape[shape.length - 2] : outputs;
  const limit = Math.fround(Math.sqrt(6 / ((inputs + outputs) * receptiveField)));
  uniformInto(random, out, -limit, limit);
};
