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

/** Whether the gradient is changed, so that a copy of it is needed. */
export function changesGradient({ clipnorm, globalClipnorm, clipvalue }: Around): boolean {
  return clipnorm !== undefined || globalClipnorm !== undefined || clipvalue !== undefined;
}

/** Names of the slots that these options need. */
export function aroundSlots({ accumulationSteps = 1, average }: Around): string[] {
  return [...(accumulationSteps > 1 ? ['accumulatedGradient'] : []), ...(average !== undefined ? ['average'] : [])];
}

/** Adds ∇ to the sum, the one array of `arrays`, which holds `count` gradients; true, and the sum made their mean, when that makes `steps`. */
export function accumulate(
  k: Kernels, gradient: Float32Array, arrays: readonly Float32Array[], count: number, steps: number, scalars: number[],
): boolean {
  const sum = arrays[0];
  if (count === 0) sum.set(gradient);
  else k.axpy(sum.length, 1, gradient, 0, 1, sum, 0, 1);
  if (count + 1 < steps) return false;
  scalars[0] = steps;
  k.elementwise(mean, sum.length, arrays, scalars);
  return true;
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

/** x ← (limit ⊘ ‖x‖) ⊗ x where ‖x‖ ≥ limit */
function clipNorm(k: Kernels, x: Float32Array, offset: number, length: number, limit: number): void {
  const norm = k.nrm2(length, x, offset, 1), bound = Math.fround(limit);
  if (norm >= bound) k.scal(length, Math.fround(bound / norm), x, offset, 1);
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
