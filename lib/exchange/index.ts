/**
 * Models and weights to and from other libraries.
 * @module
 */

export { readSafetensors, type ReadSafetensorsOptions, type SafeTensor, type Safetensors } from
  './safetensors/readSafetensors.ts';
export { writeSafetensors, type ByName, type WrittenTensor, type WrittenValues } from
  './safetensors/writeSafetensors.ts';
