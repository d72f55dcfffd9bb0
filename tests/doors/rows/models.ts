/**
 * A small model and its data, for the doors that take one.
 * @module
 */
import { dense } from '../../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../../lib/model/index.ts';
import { adam } from '../../../lib/optimizers/index.ts';
import { isPlain, only, type Argument, type Members } from '../argument.ts';

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
type List = Float32Array | Float64Array | Uint8Array;
const isList = (value: unknown): value is List =>
  value instanceof Float64Array || value instanceof Uint8Array || value instanceof Float32Array;
/** A number for each of the three, in any array of numbers. */
export const y: Argument = only(Y,
  (value) => isList(value) && value.length === 3);
const isNumbers = (value: unknown): boolean =>
  isList(value) && value.length > 0 && Array.from(value).every(Number.isFinite);
const isClass = ([name, weight]: readonly [string, unknown]): boolean =>
  Number.isInteger(Number(name)) && Number.isFinite(weight);
/** Classes need not be named, and are numbers where weights are listed. */
export const classWeight: Argument = only(() => ({ 0: 1, 1: 2 }), (value) => isNumbers(value)
  || ((isPlain(value) || Array.isArray(value)) && Object.entries(value).every(isClass)));
/** Three examples, three weights; of any kind of numbers. */
export const sampleWeight: Argument = only(() => [1, 2, 1], (value) =>
  isNumbers(value) && (value as List).length === 3);
export const weights: Members = { sampleWeight, classWeight };
