/**
 * How a search ends.
 * @module
 */

/** Why a minimizer ended. */
export type Reason =
  /** ‖∇f‖₂ ≤ gradientTolerance, at the last point: the best, unless the message says that an earlier one was. */
  | 'gradient'
  /**
   * A step moved x by no more than stepTolerance or its relative tolerance, or would move it by nothing that binary64
   * can tell.
   */
  | 'step'
  /** f fell by no more than valueTolerance or its relative tolerance in a step. */
  | 'value'
  /** maxIterations steps are done. */
  | 'iterations'
  /**
   * No step found makes f smaller: at a minimum to the last bit, which `converged` tells; else ∇f may be wrong, or f
   * not smooth.
   */
  | 'lineSearch'
  /** H is singular, and the method has no other way. */
  | 'singular'
  /** f or ∇f is not finite at the start, or wherever a step could lead. */
  | 'notFinite'
  /** Nelder and Mead's simplex is as small as `xatol` and `fatol` want it. */
  | 'simplex'
  /** maxEvaluations are done. */
  | 'evaluations'
  /** `onIteration` asked to stop. */
  | 'stopped'
  /** The signal was aborted. */
  | 'aborted';

/** Why a search is over. */
export interface Ending {
  readonly reason: Reason;
  /**
   * Whether it has come to what it sought: to ‖∇f(x)‖₂ ≤ gradientTolerance, to another tolerance that was given, or to
   * where rounding of f and x hides whatever could be gained. False where it gave up: after maxIterations steps, in
   * NaN, where f does not do as ∇f says, or where it was told to stop.
   */
  readonly converged: boolean;
  /** The reason in words, with the numbers that led to it. */
  readonly message: string;
}
