/**
 * A small model and its data, for the doors that take one.
 * @module
 */
import { dense } from '../../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../../lib/model/index.ts';
import { adam } from '../../../lib/optimizers/index.ts';
import { only, type Argument, type Members } from '../argument.ts';

/** Three examples of two inputs. */
export const X = (): Float32Array => Float32Array.of(0.1, 0.2, -0.3, 0.4, 0.5, -0.6);
export const Y = (): Float32Array => Float32Array.of(0, 1, 0);

export function compiled(): Sequential {
  const layers = [dense({ units: 2, activation: 'tanh', inputShape: [2], name: 'hidden' }), dense({ units: 1,
    name: 'out' })];
  const model = sequential(layers, { seed: 3, maxBatch: 4 });
  model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  return model;
}

/** For doors that leave the model as it is. */
const shared = compiled();

export const model: Argument = only(() => shared);
export const x: Argument = only(X);
/** A number for each of the three, in any array of numbers. */
export const y: Argument = only(Y,
  (value) => (value instanceof Float64Array || value instanceof Uint8Array) && value.length === 3);
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
/** Classes need not be named. */
export const classWeight: Argument = only(() => ({ 0: 1, 1: 2 }), isEmpty);
/** Three examples, three weights; of any kind of numbers. */
export const sampleWeight: Argument = only(() => [1, 2, 1], (value) =>
  (value instanceof Float64Array || value instanceof Uint8Array || value instanceof Float32Array) && value.length === 3
  && Array.from(value).every(Number.isFinite));
export const weights: Members = { sampleWeight, classWeight };
