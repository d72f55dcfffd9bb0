/**
 * ONNX, both ways.
 * @module
 */

export { readOnnx, type ReadOnnxOptions } from './readOnnx.ts';
export type { ExternalData } from './tensor.ts';
