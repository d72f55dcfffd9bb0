/**
 * Golden cases, or whole kinds of them, that no layer runs yet.
 * @module
 */

/** By kind, or by id. */
export const waiting: ReadonlySet<string> = new Set([
  'batchNormalization/mask',
  'globalAveragePooling1d/mask',
  'embedding/rank 1', // an id an example has the shape (1)
]);
