/**
 * The formula language: write an element-wise formula once, run and print it everywhere.
 * @module
 */

export * from './arithmetic.ts';
export type * from './expression.ts';
export * from './composite.ts';
export { expand, formula, uniform, type Definition, type Instruction, type Program } from './record.ts';
export { differentiate, directionalDerivative } from './differentiate.ts';
export { print } from './print.ts';
