/**
 * Optimizers: functors on raw buffers, and classes that train models.
 * @module
 */
export { applyGradientDescent, gradientDescent } from './functors/gradientDescent.ts';
export { Optimizer, type DifferentiableFunction, type Schedule, type Step } from './optimizer.ts';
export { sgd, SGD, type SGDOptions } from './sgd.ts';
