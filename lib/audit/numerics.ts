/**
 * What the numbers of a training step look like, and how far rounding has taken them.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import { bitsOfFloat32, float32OfBits } from '../core/float32.ts';
import { sizeOf } from '../core/shape.ts';
import { createFloat64Kernels, type FloatArray, type Kernels } from '../kernels/index.ts';
import {
  allTensors, forwardTensors, gradientTensors, sweep, type Examples, type Plan,
} from '../plan/index.ts';
import type { GivenInputs, GivenTargets, Model } from '../model/index.ts';
import { examplesFor, planFor } from '../model/planFor.ts';
import { expectOneShard } from '../model/sharding.ts';
import type { WeightOptions } from '../model/weights.ts';

/** One tensor of a step. */
export interface TensorNumerics {
  /** The name of its layer. */
  readonly layer: string;
  /** z, a or a cache of the forward pass; ∂J/∂z or ∂J/∂ a parameter of the backward pass. */
  readonly tensor: string;
  /** How many elements it has. */
  readonly length: number;
  /** The least element. */
  readonly minimum: number;
  /** The largest element. */
  readonly maximum: number;
  /** Mean of |v|. It, the range and the zeros are of the finite elements: NaN where there are none. */
  readonly meanMagnitude: number;
  /** Share of exact zeros. */
  readonly zeros: number;
  /** How many elements are NaN or infinite. They count in nothing else. */
  readonly notFinite: number;
  /** The largest |v − v₆₄|, where v₆₄ is the same element in binary64. */
  readonly largestError: number;
  /** The element that has it. */
  readonly at: number;
  /**
   * That error over the largest |v₆₄| of the tensor, in units of 2⁻²⁴: what sums and products of the whole step have
   * added up to.
   */
  readonly errorInRoundings: number;
  /**
   * How many elements have an error below ½, 1, 2, 4, …, 2²² units in the last place of their own v₆₄, and how many
   * a larger one.
   */
  readonly histogram: readonly number[];
}

/** The units of a layer whose ReLU gives 0, at all its calls. */
export interface DeadUnits {
  /** The name of the layer. */
  readonly layer: string;
  /** How many units it has. */
  readonly units: number;
  /** Units at 0 for every example. */
  readonly dead: number;
  /** Share of all outputs that are 0. */
  readonly zeros: number;
}

/** What {@link numerics} measures of one step. */
export interface Numerics {
  /** How many examples the step had. */
  readonly examples: number;
  /** J of the step. */
  readonly loss: number;
  /** The same in binary64. */
  readonly exactLoss: number;
  /** Ranges and errors, tensor by tensor, in the order of computation. */
  readonly tensors: readonly TensorNumerics[];
  /** The units whose ReLU gives 0, layer by layer. */
  readonly dead: readonly DeadUnits[];
}

/** Names of the columns of a histogram. */
export const ULP_BUCKETS: readonly string[] = [
  '< ½', '< 1', ...Array.from({ length: 22 }, (_, i) => `< ${2 << i}`), 'more',
];

/**
 * Looks at a training step of a model, as it stands, on some examples: nothing is trained.
 *
 * The step runs twice on copies, on the model's own kernels and in binary64 from the same θ, and each tensor of the one
 * is held against the other. Throws StateError before `compile` and for a model that is compiled with `shards`, whose
 * batch is not computed at once, and as `fit` for examples.
 */
export function numerics(model: Model, x: GivenInputs, y: GivenTargets, options: WeightOptions = {}): Numerics {
  expectKnownOptions('numerics', options, ['sampleWeight', 'classWeight']);
  const examples = examplesFor('numerics', model, x, y, options);
  expectOneShard('numerics', model);
  const own = stepOn(model, model.kernels, examples), exact = stepOn(model, createFloat64Kernels(), examples);
  const witnesses = [...tensorsOf(exact, examples.count)];
  const tensors = [...tensorsOf(own, examples.count)].map(({ layer, tensor, values }, i) => ({
    layer, tensor, ...compared(values, witnesses[i].values),
  }));
  const { count } = examples;
  return {
    examples: count, loss: meanLoss(own, count), exactLoss: meanLoss(exact, count), tensors,
    dead: deadUnits(own, count),
  };
}

function stepOn<A extends FloatArray>(model: Model, k: Kernels<A>, examples: Examples): Plan<A> {
  const { count } = examples;
  const plan = planFor(model, k, count);
  sweep(plan, true, examples, undefined, 0, count, { visit: () => plan.backward(count, count, 0) });
  plan.finishGradient();
  return plan;
}

/** The tensors in the order in which a step fills them. What a layer such as flatten hands on as it is comes once. */
function* tensorsOf<A extends FloatArray>(
  plan: Plan<A>, count: number,
): Generator<{ layer: string; tensor: string; values: FloatArray }> {
  const seen: FloatArray[] = [...plan.inputs];
  for (const named of forwardTensors(plan, count)) {
    if (seen.some(({ buffer, byteOffset }) =>
      buffer === named.values.buffer && byteOffset === named.values.byteOffset)) continue;
    seen.push(named.values);
    yield named;
  }
  const errors = [...allTensors(plan)].filter(({ tensor }) => /^(?:δ|∂J\/∂z)/.test(tensor));
  for (const { layer, tensor, values } of errors.reverse()) {
    const own = values.subarray(0, (values.length / plan.maxBatch) * count);
    yield { layer, tensor: tensor.replace('δ', '∂J/∂z'), values: own };
  }
  yield* gradientTensors(plan);
}

function meanLoss<A extends FloatArray>(plan: Plan<A>, count: number): number {
  return plan.sums.total(plan.lossWeights, count) / count + plan.penalty();
}

const LAST = ULP_BUCKETS.length - 1;
const ROUNDING = 2 ** -24;

function compared(values: FloatArray, exact: FloatArray): Omit<TensorNumerics, 'layer' | 'tensor'> {
  const histogram = ULP_BUCKETS.map(() => 0);
  let minimum = NaN, maximum = NaN, magnitudes = 0, zeros = 0, notFinite = 0, largestError = 0, at = 0, largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    if (!(minimum <= value)) minimum = value;
    if (!(maximum >= value)) maximum = value;
    magnitudes += Math.abs(value);
    if (value === 0) zeros++;
    const error = Number.isFinite(exact[i]) ? Math.abs(value - exact[i]) : Infinity;
    if (Number.isFinite(exact[i])) largest = Math.max(largest, Math.abs(exact[i]));
    if (error > largestError) [largestError, at] = [error, i];
    histogram[error === Infinity ? LAST : bucket(error / ulpOf(exact[i]))]++;
  }
  const counted = values.length - notFinite;
  return {
    length: values.length, minimum, maximum, meanMagnitude: magnitudes / counted, zeros: zeros / counted, notFinite,
    largestError, at, errorInRoundings: largestError === 0 ? 0 : largestError / (largest * ROUNDING), histogram,
  };
}

function bucket(ulps: number): number {
  let place = 0;
  for (let limit = 0.5; ulps >= limit && place < LAST; limit *= 2) place++;
  return place;
}

const LARGEST = float32OfBits(0x7f7fffff), LARGEST_ULP = LARGEST - float32OfBits(0x7f7ffffe);

/** From the binary32 value at or below |x| to the next, as if their exponents went on. */
function ulpOf(x: number): number {
  const rounded = Math.abs(Math.fround(x));
  if (rounded >= LARGEST) return LARGEST_ULP;
  const below = rounded > Math.abs(x) ? float32OfBits(bitsOfFloat32(rounded) - 1) : rounded;
  return float32OfBits(bitsOfFloat32(below) + 1) - below;
}

function deadUnits(plan: Plan<Float32Array>, count: number): DeadUnits[] {
  const { network: { layers }, description: { list } } = plan;
  return layers.filter(({ layer }) => layer.activation?.name === 'relu').map(({ name, outputShape }) => {
    const calls = list.filter(({ node: { of, part } }) => of.name === name && part === 'activation');
    const outputs = calls.map(({ fills: [a] }) => plan.arrayOf(a));
    const units = sizeOf(outputShape), rows = count * calls.length;
    const zeroCounts = Array.from({ length: units }, (_, unit) => {
      let zeros = 0;
      for (const a of outputs) for (let row = 0; row < count; row++) if (a[row * units + unit] === 0) zeros++;
      return zeros;
    });
    const zeros = zeroCounts.reduce((sum, own) => sum + own, 0) / (units * rows);
    return { layer: name, units, dead: zeroCounts.filter((own) => own === rows).length, zeros };
  });
}
