/**
 * Models of TensorFlow.js.
 * @module
 */

export type { NamedParts } from '../namedParts.ts';
export { readTfjs } from './readTfjs.ts';
export { writeTfjs, type WriteKerasOptions } from './writeTfjs.ts';
