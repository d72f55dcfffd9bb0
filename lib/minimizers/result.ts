/**
 * What every minimizer takes and returns.
 * @module
 */

import { expectKnownOptions, expectNumber, isPlainObject, show, typeError } from '../core/errors.ts';
import type { Ending } from './ending.ts';
import type { Evaluations } from './objective.ts';
import { Stop, type StopOptions } from './stop.ts';

export type { Ending, Reason } from './ending.ts';

/** What a minimizer finds. */
export interface MinimizerResult extends Ending {
  /** The best point seen: f is nowhere smaller that was evaluated. */
  readonly x: Float64Array;
  /** f(x); Infinity where f was finite nowhere. */
  readonly value: number;
  /** ‖∇f(x)‖₂; Infinity where it is not finite. */
  readonly gradientNorm: number;
  /** Steps taken. */
  readonly iterations: number;
  /** How often what was asked for. */
  readonly evaluations: Readonly<Evaluations>;
}

/** What a minimizer tells after each step. */
export interface Progress {
  /** From 1. */
  readonly iteration: number;
  /** A copy. */
  readonly x: Float64Array;
  /** f there. */
  readonly value: number;
  /** ‖∇f‖₂ there. */
  readonly gradientNorm: number;
}

/** The options that all minimizers with derivatives have. A search ends by whichever tolerance it meets first. */
export interface MinimizerOptions extends StopOptions<Progress> {
  /**
   * Ends where ‖∇f‖₂ is no larger. Default 1e-6·min(1, largest ‖∇f‖₂ met): small units of f, or large ones of x, are no
   * reason to end. 0 where `relativeGradientTolerance` is given.
   */
  readonly gradientTolerance?: number;
  /** Ends where ‖∇f‖₂ is at most this part of the largest ‖∇f‖₂ met. Default 0: off. */
  readonly relativeGradientTolerance?: number;
  /** Ends where a step's ‖Δx‖₂ is no larger. Default 0: where a step changes nothing. */
  readonly stepTolerance?: number;
  /**
   * Ends where a step's ‖Δx‖₂ is at most this part of ‖x‖₂. Default 0: off. SciPy's xtol of least_squares is this and
   * xtol² as `stepTolerance`.
   */
  readonly relativeStepTolerance?: number;
  /** Ends where f falls by no more in a step. Default 0: off. */
  readonly valueTolerance?: number;
  /**
   * Ends where f falls in a step by at most this part of the larger |f|, before or after it. Default 0: off. SciPy's
   * ftol of L-BFGS-B is this and as much as `valueTolerance`; that of least_squares is this alone.
   */
  readonly relativeValueTolerance?: number;
}

const TOLERANCES = [
  'gradientTolerance', 'relativeGradientTolerance', 'stepTolerance', 'relativeStepTolerance', 'valueTolerance',
  'relativeValueTolerance',
] as const;

type Tolerances = { readonly [name in typeof TOLERANCES[number]]: number };

/** `gradientTolerance` is undefined where the default is wanted, which depends on the start. */
export interface CheckedMinimizerOptions extends Omit<Tolerances, 'gradientTolerance'> {
  readonly gradientTolerance: number | undefined;
  readonly maxIterations: number;
  readonly stop: Stop<Progress>;
}

/**
 * Throws RangeError or TypeError for an option that does not fit, or that is neither one of all minimizers nor
 * in `own`. `most` is the default of `maxIterations`.
 */
export function checkMinimizerOptions(
  who: string, options: MinimizerOptions, most: number, own: readonly string[] = [],
): CheckedMinimizerOptions {
  if (isPlainObject(options) && 'bounds' in options && !own.includes('bounds')) {
    throw typeError(`${who}: bounds must be left out, got ${show(options.bounds)}; lbfgs, levenbergMarquardt and `
      + 'nelderMead take them');
  }
  expectKnownOptions(who, options, [...TOLERANCES, 'maxIterations', 'onIteration', 'signal', ...own]);
  for (const name of TOLERANCES) if (options[name] !== undefined) expectNumber(who, name, options[name], 0);
  const {
    relativeGradientTolerance = 0, stepTolerance = 0, relativeStepTolerance = 0, valueTolerance = 0,
    relativeValueTolerance = 0,
  } = options;
  const { gradientTolerance = relativeGradientTolerance > 0 ? 0 : undefined } = options;
  const stop = new Stop(who, options, most);
  return {
    gradientTolerance, relativeGradientTolerance, stepTolerance, relativeStepTolerance, valueTolerance,
    relativeValueTolerance, maxIterations: stop.maxIterations, stop,
  };
}
