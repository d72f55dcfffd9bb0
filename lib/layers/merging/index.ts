/**
 * Layers that take several inputs.
 * @module
 */

export { add, Add } from './add.ts';
export { average, Average } from './average.ts';
export { concatenate, Concatenate, type ConcatenateOptions } from './concatenate.ts';
export { dot, Dot, type DotOptions } from './dot.ts';
export { maximum, Maximum, minimum, Minimum } from './extreme.ts';
export { multiply, Multiply } from './multiply.ts';
export { subtract, Subtract } from './subtract.ts';
