/**
 * The weight or bias that is explained.
 * @module
 */

/** A place of a weight: from unit j of the layer before, undefined for a bias, to unit i. */
export interface Use {
  /** The unit it leads to, from 1. */
  readonly i: number;
  /** The unit it comes from, from 1; undefined for a bias. */
  readonly j: number | undefined;
}

/** The weight or bias explained. */
export interface ExplainedParameter {
  /** w²₁₁ or b²₁ */
  readonly symbol: string;
  /** From 1, as the report counts. */
  readonly layer: number;
  /** The unit it leads to, from 1. */
  readonly i: number;
  /** The unit it comes from, from 1; undefined for a bias. */
  readonly j: number | undefined;
  /** All its places, that of i and j among them: a weight of a convolution is used at many. */
  readonly uses: readonly Use[];
  /** Its place in θ. */
  readonly index: number;
  /** What it is. */
  readonly value: number;
  /** The name of its layer in the model. */
  readonly name: string;
}
