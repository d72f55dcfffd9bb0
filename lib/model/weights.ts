/**
 * Weights of examples.
 * @module
 */
import { ShapeError, isTypedArray, rangeError, show, typeError } from '../core/errors.ts';
import { formula, mul, type Program } from '../formula/index.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import { argmax } from '../metrics/index.ts';
import type { Examples } from './examples.ts';

/**
 * How much each example counts. J is Σ weight · loss / m over the m examples of the batch, those of weight 0 among them, as in
 * tf.keras; Keras 2.2.4 divides by the number of weights that are not 0. Metrics are not weighted.
 */
export interface SampleWeightOption {
  /** One finite number an example. Default 1 each. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** See {@link SampleWeightOption}; both multiply. */
export interface WeightOptions extends SampleWeightOption {
  /**
   * A weight for each class, by its number: that of a label, of the largest target where targets are vectors, or the target, 0 or 1, of a single
   * output. Classes that are not named have weight 1.
   */
  readonly classWeight?: Readonly<Record<number, number>>;
}

/** The weights of examples, as binary32; undefined where all are 1. Throws TypeError, ShapeError or RangeError for what is no weight. */
export function toSampleWeights(who: string, given: unknown, count: number): Float32Array | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) && !isTypedArray(given)) throw typeError(`${who}: sampleWeight must be an array of numbers, got ${show(given)}`);
  if (given.length !== count) throw new ShapeError(`${who}: sampleWeight must hold ${count} weights, one an example, got ${given.length}`);
  return Float32Array.from(given, (weight: unknown, i) => expectWeight(who, `sampleWeight[${i}]`, weight));
}

/** `weights` times those of the examples' classes; undefined where all are 1. Throws TypeError or RangeError for what is no weight. */
export function withClassWeights(
  who: string, weights: Float32Array | undefined, given: unknown, { count, y }: Examples, outputs: number, loss: Loss,
): Float32Array | undefined {
  if (given === undefined) return weights;
  if (typeof given !== 'object' || given === null) throw typeError(`${who}: classWeight must be an object of weights by class, got ${show(given)}`);
  const classes = outputs === 1 ? 2 : outputs, ofClass = new Float32Array(classes).fill(1);
  for (const [key, weight] of Object.entries(given)) {
    const known = Number(key);
    if (!(Number.isInteger(known) && known >= 0 && known < classes)) {
      throw rangeError(`${who}: classWeight must name classes, whole numbers from 0 to ${classes - 1}, got ${show(key)}`);
    }
    ofClass[known] = expectWeight(who, `classWeight[${key}]`, weight);
  }
  return Float32Array.from({ length: count }, (_, i) => {
    const own = loss.target === 'label' || outputs === 1 ? y[i] : argmax(y, i * outputs, outputs);
    return (weights?.[i] ?? 1) * (ofClass[own] ?? 1);
  });
}

function expectWeight(who: string, argument: string, value: unknown): number {
  if (typeof value !== 'number') throw typeError(`${who}: ${argument} must be a number, got ${show(value)}`);
  if (!Number.isFinite(value)) throw rangeError(`${who}: ${argument} must be finite, got ${show(value)}`);
  return value;
}

const weighted: Program = formula({ name: 'weighted', arrays: ['losses', 'weights'], define: ({ losses, weights }) => ({ losses: mul(losses, weights) }) });

/** The weights of the batch at the end of a plan. */
export interface Weighting<A extends FloatArray> {
  readonly weights: A;
  /** Whether the batch has any. */
  active: boolean;
  /** loss ⊗ weight, in place. */
  forward(batch: number): void;
  /** ∂J/∂output, already scaled, ⊗ weight, in place. */
  backward(batch: number): void;
}

/** Binds weights to the losses and the gradient that a loss writes. */
export function bindWeighting<A extends FloatArray>(k: Kernels<A>, outputs: number, weights: A, losses: A, gradient: A): Weighting<A> {
  const lossArrays = [losses, weights];
  return {
    weights,
    active: false,
    forward(batch) {
      if (this.active) k.elementwise(weighted, batch, lossArrays);
    },
    backward(batch) {
      if (this.active) k.scaleRows(batch, outputs, weights, gradient);
    },
  };
}
