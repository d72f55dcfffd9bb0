/**
 * What is known of training, by name.
 * @module
 */

/** What is known so far, by name: `loss`, metrics, `val_…`. A callback may add to an epoch's. */
export type Logs = Record<string, number>;

/** Loss of a batch, from before its update, and the metrics by name. */
export interface BatchResult {
  readonly loss: number;
  readonly [metric: string]: number;
}

/** What a callback has counted, by name: numbers, copies of weights, lists of words. */
export type CallbackState = Readonly<Record<string, number | Float32Array | readonly string[]>>;
