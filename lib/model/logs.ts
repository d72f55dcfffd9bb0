/**
 * What is known of training, by name.
 * @module
 */

/** What is known so far, by name: `loss`, metrics, `val_…`. A callback may add to an epoch's. */
export type Logs = Record<string, number>;
