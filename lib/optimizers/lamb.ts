import * as calls from '../kernels/allCalls.ts';
import type { List } from '../kernels/index.ts';
import { setBetaPowers, setComplements } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { lambUpdate } from './functors/lamb.ts';
import { fraction, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';
import type { Piece } from './state.ts';

/** learningRate is 0.001 by default. */
export interface LAMBOptions extends BuiltInOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the mean of their squares keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, at least 0. Default 1e-6, as the paper's; Keras 3 has 1e-7. */
  readonly epsilon?: number;
  /** Added to the direction before the ratio. Default 0. */
  readonly weightDecay?: number;
}

const definition: Definition<Own<LAMBOptions, 'weightDecay'>> = {
  name: 'lamb',
  learningRate: 0.001,
  hyperParameters: {
    beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-6), weightDecay: nonNegative(0),
  },
  functor: () => ({ program: lambUpdate, slots: { m: 0, v: 0 } }),
  scalars: (scalars, hyper, step) => {
    setBetaPowers(scalars, hyper, step);
    setComplements(scalars, hyper);
  },
};

/**
 * LAMB (You et al. 2020), for each tensor of θ; a bare buffer counts as one tensor:
 *
 *     m ← beta1·m + (1 − beta1)·∇J;  v ← beta2·v + (1 − beta2)·∇J²
 *     u = (m/(1 − beta1ᵗ))/(√(v/(1 − beta2ᵗ)) + epsilon) + weightDecay·θ
 *     θ ← θ − lr·(‖θ‖/‖u‖)·u, the ratio 1 where a norm is 0
 *
 * The decay is inside the ratio, as in the paper; Keras 3 keeps it outside. `globalClipnorm: 1` is the paper's
 * clipping. Slots: m, v; both start at 0.
 */
export class LAMB extends FunctorOptimizer<Own<LAMBOptions, 'weightDecay'>> {
  override readonly scratchNames: readonly string[] = ['update'];

  constructor(options: LAMBOptions = {}) {
    super(definition, options);
  }

  protected override list(piece: Piece): List {
    const { theta, step: { parameters } } = piece;
    const tensors = parameters.length === 0 ? [{ offset: 0, length: theta.length }] : parameters;
    return [...super.list(piece), ...tensors.flatMap(({ offset, length }) => move(piece, offset, length))];
  }
}

/** θ ← θ ⊖ (lr·‖θ‖/‖u‖) ⊗ u for one tensor. */
function move({ theta, slots: { update }, step, number }: Piece, offset: number, length: number): List {
  const norm = number(), updateNorm = number(), factor = number();
  return [
    { ...calls.nrm2(length, theta, offset, 1), into: norm.number },
    { ...calls.nrm2(length, update, offset, 1), into: updateNorm.number },
    {
      arithmetic(numbers) {
        const above = numbers[norm.number], below = numbers[updateNorm.number];
        const ratio = above > 0 && below > 0 ? above / below : 1;
        numbers[factor.number] = Math.fround(-step.learningRate * ratio);
      },
    },
    calls.axpy(length, factor, update, offset, 1, theta, offset, 1),
  ];
}

/**
 * LAMB: Adam whose step has, tensor by tensor, the length of the weights, for large batches. Slots, and who differs:
 * {@link LAMB}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← beta1·m + (1 − beta1)·∇J; v ← beta2·v + (1 − beta2)·∇J²;
 *          u = (m/(1 − beta1ᵗ))/(√(v/(1 − beta2ᵗ)) + epsilon) + weightDecay·θ; θ ← θ − learningRate·(‖θ‖/‖u‖)·u
 * Default: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-6, weightDecay 0
 * Source: You et al. 2020.
 */
export function lamb(options: LAMBOptions = {}): LAMB {
  return new LAMB(options);
}
