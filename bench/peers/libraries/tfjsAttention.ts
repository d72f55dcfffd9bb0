/**
 * Attention in TensorFlow.js, which has no layer for it: what a user makes of its operations.
 * @module
 */
import * as tf from '@tensorflow/tfjs';

export interface MultiHeadAttentionOptions {
  readonly numHeads: number;
  readonly keyDim: number;
}

/** Of a sequence to itself, with Keras' weights. */
export class MultiHeadAttention extends tf.layers.Layer {
  static readonly className = 'MultiHeadAttention';
  readonly #heads: readonly [count: number, keyDim: number];
  #weights: tf.LayerVariable[] = [];

  constructor({ numHeads, keyDim }: MultiHeadAttentionOptions) {
    super();
    this.#heads = [numHeads, keyDim];
  }

  override build([, , features]: number[]): void {
    const projection = [[features, ...this.#heads], [...this.#heads]];
    const shapes = [...projection, ...projection, ...projection, [...this.#heads, features], [features]];
    this.#weights = shapes.map((shape, i) => this.addWeight(`${i}`, shape, 'float32', tf.initializers.zeros()));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat(), [n, steps, features] = x.shape, [count, keyDim] = this.#heads, units = count * keyDim;
    const weights = this.#weights.map((weight) => weight.read());
    const project = (rows: tf.Tensor, from: number, to: number, number: number) => {
      const [w, b] = weights.slice(2 * number);
      return rows.reshape([n * steps, from]).matMul(w.reshape([from, to])).add(b.reshape([to]));
    };
    const [q, k, v] = [0, 1, 2].map((number) =>
      project(x, features, units, number).reshape([n, steps, count, keyDim]).transpose([0, 2, 1, 3]));
    const p = tf.softmax(tf.matMul(q.mul(1 / Math.sqrt(keyDim)), k, false, true));
    return project(tf.matMul(p, v).transpose([0, 2, 1, 3]), units, features, 3).reshape([n, steps, features]);
  }
}
