/**
 * What is cut from a gradient before the update.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import { clamp, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import * as calls from '../kernels/allCalls.ts';
import type { List } from '../kernels/index.ts';
import type { Around } from './options.ts';
import type { RunNumber } from './state.ts';

/** ∇ ← ∇, cut to ±limit */
const clip: Program = lazyFormula({
  name: 'clip', arrays: ['gradient'], scalars: ['limit'],
  define: ({ gradient, limit }) => ({ gradient: clamp(gradient, limit) }),
});

/** The least number that is not subnormal. */
const SMALLEST_NORMAL = 2 ** -126;
/** Exact, and far enough to bring any norm into range; the elements that it loses are nothing beside the norm. */
const SHRINK = 2 ** -64, SHRINKS = 3;

/** Whether the gradient is changed, so that a copy of it is needed. */
export function changesGradient({ clipnorm, globalClipnorm, clipvalue }: Around): boolean {
  return clipnorm !== undefined || globalClipnorm !== undefined || clipvalue !== undefined;
}

/** Clips ∇ in place: by norm, of each tensor or of all, then by value. */
export function clipInPlace(
  gradient: Float32Array, parameters: readonly Parameter[], { clipnorm, globalClipnorm, clipvalue }: Around,
  number: () => RunNumber,
): List {
  const whole = globalClipnorm ?? (parameters.length === 0 ? clipnorm : undefined);
  const all = { offset: 0, length: gradient.length };
  const parts = whole !== undefined ? [all] : clipnorm !== undefined ? parameters : [];
  const limit = whole ?? clipnorm ?? Infinity;
  return [
    ...parts.flatMap(({ offset, length }) => clipNorm(gradient, offset, length, limit, number)),
    ...(clipvalue === undefined ? [] : [calls.elementwise(clip, gradient.length, [gradient], [clipvalue])]),
  ];
}

/**
 * x ← (limit ⊘ ‖x‖) ⊗ x where ‖x‖ ≥ limit. Where ‖x‖ is above all binary32 numbers, or the factor below all normal
 * ones, x is brought nearer to the limit by powers of two first: else the gradient would become 0.
 */
function clipNorm(x: Float32Array, offset: number, length: number, limit: number, number: () => RunNumber): List {
  const bound = Math.fround(limit), norm = number(), isOver = number(), isFar = number(), factor = number();
  const measured = { ...calls.nrm2(length, x, offset, 1), into: norm.number };
  const shrunk: List = [
    { arithmetic(numbers) { numbers[isFar.number] = Number(bound / numbers[norm.number] < SMALLEST_NORMAL); } },
    { when: isFar, body: [calls.scal(length, SHRINK, x, offset, 1), measured] },
  ];
  const scaled: List = [
    { count: SHRINKS, body: shrunk },
    { arithmetic(numbers) { numbers[factor.number] = Math.fround(bound / numbers[norm.number]); } },
    calls.scal(length, factor, x, offset, 1),
  ];
  return [
    measured,
    { arithmetic(numbers) { numbers[isOver.number] = Number(numbers[norm.number] >= bound); } },
    { when: isOver, body: scaled },
  ];
}
