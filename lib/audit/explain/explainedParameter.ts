/**
 * The weight or bias that is explained.
 * @module
 */

/** The weight or bias explained. */
export interface ExplainedParameter {
  /** w²₁₁ or b²₁ */
  readonly symbol: string;
  /** From 1, as the report counts. */
  readonly layer: number;
  readonly i: number;
  /** Undefined for a bias. */
  readonly j: number | undefined;
  /** Its place in θ. */
  readonly index: number;
  readonly value: number;
  /** The name of its layer in the model. */
  readonly name: string;
}
