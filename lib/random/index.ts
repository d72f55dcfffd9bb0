/**
 * Random numbers, from Philox alone.
 * @module
 */
export { Philox } from '../core/philox.ts';
export { shuffleInto } from './shuffle.ts';
export { Purpose, stream } from './streams.ts';
export { uniformInto } from './uniform.ts';
