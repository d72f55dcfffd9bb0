/**
 * ONNX, both ways.
 * @module
 */

export { readOnnx, type GivenConstant, type ReadOnnxOptions } from './readOnnx.ts';
export type { ExternalData } from './tensor.ts';
export { writeOnnx, type WriteOnnxOptions } from './writeOnnx.ts';
