/**
 * Models and weights to and from other libraries.
 * @module
 */

export * from './keras/index.ts';
export * from './onnx/index.ts';
export { exportPredict } from './predict/exportPredict.ts';
export {
  loadTensors, type LoadTensorsOptions, type LoadedPair, type LoadedTensor,
} from './safetensors/loadTensors.ts';
export { modelFromSafetensors, type ModelFromSafetensorsOptions } from './safetensors/modelFromSafetensors.ts';
export {
  readSafetensors, type ReadSafetensorsOptions, type SafeTensor, type Safetensors,
} from './safetensors/readSafetensors.ts';
export { saveSafetensors } from './safetensors/saveSafetensors.ts';
export {
  writeSafetensors, type ByName, type WrittenTensor, type WrittenValues,
} from './safetensors/writeSafetensors.ts';
export * from './tfjs/index.ts';
