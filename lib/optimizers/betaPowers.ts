/**
 * β₁ᵗ and β₂ᵗ.
 * @module
 */

import { pow64 } from '../core/float64.ts';
import type { Step } from './state.ts';

interface Betas {
  readonly beta1: number;
  readonly beta2: number;
}

/**
 * Sets β₁ᵗ and β₂ᵗ as Keras has them, powers of the betas rounded to binary32; once a step, whose number it keeps
 * as `powersOf`.
 */
export function setBetaPowers(scalars: Record<string, number>, { beta1, beta2 }: Betas, { t }: Step): void {
  if (scalars.powersOf === t) return;
  scalars.powersOf = t;
  scalars.beta1Power = betaPower(beta1, t);
  scalars.beta2Power = betaPower(beta2, t);
}

/** βᵗ for β rounded to binary32. */
export function betaPower(beta: number, t: number): number {
  return pow64(Math.fround(beta), t);
}

/** Sets 1 − β₁ and 1 − β₂ of binary64. */
export function setComplements(scalars: Record<string, number>, { beta1, beta2 }: Betas): void {
  scalars.oneMinusBeta1 = 1 - beta1;
  scalars.oneMinusBeta2 = 1 - beta2;
}

/** TensorFlow's way: β at first, multiplied by β in binary32 after each step. */
export const firstBetaPowers = ({ beta1, beta2 }: Betas): Record<string, number> => ({
  beta1Power: Math.fround(beta1), beta2Power: Math.fround(beta2),
});

/** Takes the powers from what is kept. */
export function keptBetaPowers(scalars: Record<string, number>, _hyper: Betas, step: Step): void {
  scalars.beta1Power = step.scalars.beta1Power;
  scalars.beta2Power = step.scalars.beta2Power;
}

/** One more factor of each. */
export function raiseBetaPowers(kept: Record<string, number>, { beta1, beta2 }: Betas): void {
  kept.beta1Power = Math.fround(kept.beta1Power * Math.fround(beta1));
  kept.beta2Power = Math.fround(kept.beta2Power * Math.fround(beta2));
}
