/**
 * What every minimizer takes and returns.
 * @module
 */
import { expectInteger, expectNumber, typeError } from '../core/errors.ts';
import type { Evaluations } from './objective.ts';

/** Why a minimizer ended. */
export type Reason =
  /** ‖∇f‖₂ ≤ gradientTolerance, at the last point: the best, unless the message says that an earlier one was. */
  | 'gradient'
  /** A step moved x by no more than stepTolerance, or would move it by nothing that binary64 can tell. */
  | 'step'
  /** f fell by no more than valueTolerance in a step. */
  | 'value'
  /** maxIterations steps are done. */
  | 'iterations'
  /** No step along the direction found makes f smaller. */
  | 'lineSearch'
  /** H is singular, and the method has no other way. */
  | 'singular'
  /** f or ∇f is not finite at the start, or wherever a step could lead. */
  | 'notFinite';

/** Why a search is over. */
export interface Ending {
  readonly reason: Reason;
  /** The reason in words, with the numbers that led to it. */
  readonly message: string;
}

export interface MinimizerResult extends Ending {
  /** The best point seen: f is nowhere smaller that was evaluated. */
  readonly x: Float64Array;
  /** f(x); Infinity where f was finite nowhere. */
  readonly value: number;
  /** ‖∇f(x)‖₂; Infinity where it is not finite. */
  readonly gradientNorm: number;
  /** Steps taken. */
  readonly iterations: number;
  readonly evaluations: Readonly<Evaluations>;
}

/** What a minimizer tells after each step. Arrays must not be kept. */
export interface Progress {
  /** From 1. */
  readonly iteration: number;
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
}

/** The options that all minimizers have. */
export interface MinimizerOptions {
  /** Ends where ‖∇f‖₂ is no larger. Default 1e-6. */
  readonly gradientTolerance?: number;
  /** Ends where a step's ‖Δx‖₂ is no larger. Default 0: where a step changes nothing. */
  readonly stepTolerance?: number;
  /** Ends where f falls by no more in a step. Default 0: off. */
  readonly valueTolerance?: number;
  /** Most steps. */
  readonly maxIterations?: number;
  /** Called after each step. */
  readonly onIteration?: (progress: Progress) => void;
}

/** The names of these options. */
export const MINIMIZER_OPTIONS: readonly string[] = ['gradientTolerance', 'stepTolerance', 'valueTolerance', 'maxIterations', 'onIteration'];

export type CheckedMinimizerOptions = Required<Omit<MinimizerOptions, 'onIteration'>> & Pick<MinimizerOptions, 'onIteration'>;

/** Throws RangeError or TypeError for an option that does not fit. */
export function checkMinimizerOptions(who: string, options: MinimizerOptions, most: number): CheckedMinimizerOptions {
  const { gradientTolerance = 1e-6, stepTolerance = 0, valueTolerance = 0, maxIterations = most, onIteration } = options;
  expectNumber(who, 'gradientTolerance', gradientTolerance, 0);
  expectNumber(who, 'stepTolerance', stepTolerance, 0);
  expectNumber(who, 'valueTolerance', valueTolerance, 0);
  expectInteger(who, 'maxIterations', maxIterations);
  if (onIteration !== undefined && typeof onIteration !== 'function') throw typeError(`${who}: onIteration must be a function, got ${typeof onIteration}`);
  return { gradientTolerance, stepTolerance, valueTolerance, maxIterations, ...(onIteration !== undefined && { onIteration }) };
}
