/**
 * Curvature of networks: exact second derivatives of J by θ.
 * @module
 */

export { fisherVector } from './fisherVector.ts';
export { gaussNewtonVector } from './gaussNewtonVector.ts';
export { gaussNewton, hessian, type MatrixOptions } from './hessian.ts';
export { hessianVector } from './hessianVector.ts';
export { modelFunction, type ModelFunction, type ModelFunctionOptions } from './modelFunction.ts';
