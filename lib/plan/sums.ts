/**
 * What a sweep adds up.
 * @module
 */

/** Sums over examples, in binary64. */
export class Sums {
  /** The losses of each output. */
  readonly losses: Float64Array;
  /** What the losses of each output are divided by in J: how many of its rows count, as a rule. */
  readonly rows: Float64Array;
  /** What the outputs of layers add. */
  readonly activity: Float64Array = new Float64Array(1);

  constructor(outputs: number) {
    this.losses = new Float64Array(outputs);
    this.rows = new Float64Array(outputs);
  }

  reset(): void {
    for (let i = 0; i < this.losses.length; i++) this.losses[i] = this.rows[i] = 0; // shorter than a call of fill
    this.activity[0] = 0;
  }

  /**
   * m · J of m examples, but for what parameters add: Σ weight · losses / (rows / m), in the order of the outputs, then
   * what the outputs of layers add. An output of which no row counts has losses of 0, and adds 0.
   */
  total(lossWeights: Float64Array, m: number): number {
    const { losses, rows } = this;
    let total = 0;
    for (let i = 0; i < losses.length; i++) {
      if (losses[i] !== 0) total += lossWeights[i] * losses[i] / (rows[i] / m);
    }
    return total + this.activity[0];
  }
}
