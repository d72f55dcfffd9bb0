/**
 * Schedules: rates as functions of the steps done. Formulas and defaults are those of tf.train and tf.keras, names too;
 * `warmUp` is ours.
 * @module
 */

export { cosineDecay, type CosineDecayOptions } from './cosineDecay.ts';
export { cosineRestarts, type CosineRestartsOptions } from './cosineRestarts.ts';
export { exponentialDecay, type ExponentialDecayOptions } from './exponentialDecay.ts';
export { inverseTimeDecay, type InverseTimeDecayOptions } from './inverseTimeDecay.ts';
export { piecewiseConstant, type PiecewiseConstantOptions } from './piecewiseConstant.ts';
export { polynomialDecay, type PolynomialDecayOptions } from './polynomialDecay.ts';
export { warmUp, type WarmUpOptions } from './warmUp.ts';
