/**
 * Models as bytes.
 * @module
 */

export { load, type LoadOptions } from './load.ts';
export { loadWeights } from './loadWeights.ts';
export type { Named } from '../model/description/revive.ts';
export { save } from './save.ts';
