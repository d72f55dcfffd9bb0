/**
 * What happens to the gradient before the update, and to θ's mean after it.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import { clamp, div, formula, type Program } from '../formula/index.ts';
import type { Kernels } from '../kernels/index.ts';
import { equalAverage, exponentialAverage } from './functors/average.ts';
import type { Around } from './options.ts';

/** ∇ ← ∇, cut to ±limit */
const clip: Program = formula({
  name: 'clip', arrays: ['gradient'], scalars: ['limit'],
  define: ({ gradient, limit }) => ({ gradient: clamp(gradient, limit) }),
});

/** sum ← sum ⊘ count, as Keras divides */
const mean: Program = formula({
  name: 'mean', arrays: ['sum'], scalars: ['count'],
  define: ({ sum, count }) => ({ sum: div(sum, count) }),
});

/** The least number that is not subnormal. */
const SMALLEST_NORMAL = 2 ** -126;
/** Exact, and far enough to bring any norm into range; the elements that it loses are nothing beside the norm. */
const SHRINK = 2 ** -64, SHRINKS = 3;

/** What is in the slot accumulatedGradient. */
export interface Accumulated {
  /** How many gradients. */
  gradients: number;
  /** How many examples the first is the mean over, and all together. */
  first: number;
  examples: number;
}

/** Whether the gradient is changed, so that a copy of it is needed. */
export function changesGradient({ clipnorm, globalClipnorm, clipvalue }: Around): boolean {
  return clipnorm !== undefined || globalClipnorm !== undefined || clipvalue !== undefined;
}

/** Names of the slots that these options need. */
export function aroundSlots({ accumulationSteps = 1, average }: Around): string[] {
  return [...(accumulationSteps > 1 ? ['accumulatedGradient'] : []), ...(average !== undefined ? ['average'] : [])];
}

/**
 * Adds ∇, the mean over m examples, to the sum in units of the first gradient's m₁: sum ← ∇ for the first, then sum ←
 * sum ⊕ (m/m₁ ⊗ ∇). For batches of one size that is a plain sum.
 */
export function accumulate(k: Kernels, gradient: Float32Array, sum: Float32Array, kept: Accumulated, m: number): void {
  if (kept.gradients === 0) {
    sum.set(gradient);
    kept.first = m;
    kept.examples = 0;
  } else k.axpy(sum.length, m / kept.first, gradient, 0, 1, sum, 0, 1);
  kept.gradients++;
  kept.examples += m;
}

/** Makes the sum, the one array of `arrays`, the mean over all examples: sum ← sum ⊘ (Σ m/m₁). Nothing is kept then. */
export function takeMean(k: Kernels, arrays: readonly Float32Array[], kept: Accumulated, scalars: number[]): void {
  scalars[0] = kept.examples / kept.first;
  k.elementwise(mean, arrays[0].length, arrays, scalars);
  kept.gradients = 0;
}

/** Clips ∇ in place: by norm, of each tensor or of all, then by value. */
export function clipInPlace(
  k: Kernels, gradient: Float32Array, parameters: readonly Parameter[], around: Around, arrays: readonly Float32Array[], scalars: number[],
): void {
  const { clipnorm, globalClipnorm, clipvalue } = around;
  const whole = globalClipnorm ?? (parameters.length === 0 ? clipnorm : undefined);
  if (whole !== undefined) clipNorm(k, gradient, 0, gradient.length, whole);
  else if (clipnorm !== undefined) for (const { offset, length } of parameters) clipNorm(k, gradient, offset, length, clipnorm);
  if (clipvalue === undefined) return;
  scalars[0] = clipvalue;
  k.elementwise(clip, gradient.length, arrays, scalars);
}

/**
 * x ← (limit ⊘ ‖x‖) ⊗ x where ‖x‖ ≥ limit. Where ‖x‖ is above all binary32 numbers, or the factor below all normal
 * ones, x is brought nearer to the limit by powers of two first: else the gradient would become 0.
 */
function clipNorm(k: Kernels, x: Float32Array, offset: number, length: number, limit: number): void {
  const bound = Math.fround(limit);
  let norm = k.nrm2(length, x, offset, 1);
  if (!(norm >= bound)) return;
  for (let left = SHRINKS; bound / norm < SMALLEST_NORMAL && left > 0; left--) {
    k.scal(length, SHRINK, x, offset, 1);
    norm = k.nrm2(length, x, offset, 1);
  }
  k.scal(length, Math.fround(bound / norm), x, offset, 1);
}

/** Brings the slot `average` up to date after step t. `arrays` are average and θ. */
export function updateAverage(k: Kernels, { average }: Around, t: number, arrays: readonly Float32Array[], scalars: number[]): void {
  if (average === undefined) return;
  const [slot, theta] = arrays;
  if (average.kind === 'exponential') {
    const { momentum = 0.99 } = average;
    if (t === 1) slot.set(theta);
    else {
      scalars[0] = momentum;
      k.elementwise(exponentialAverage, theta.length, arrays, scalars);
    }
    return;
  }
  const { start = 1, every = 1 } = average;
  if (t <= start) slot.set(theta);
  else if ((t - start) % every === 0) {
    scalars[0] = (t - start) / every + 1;
    k.elementwise(equalAverage, theta.length, arrays, scalars);
  }
}
