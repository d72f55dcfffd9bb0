/**
 * A model that is a stack of layers.
 * @module
 */

import type { Layer } from '../layers/index.ts';
import { SequentialModel, type SequentialOptions } from './sequentialModel.ts';
import { wholeLibrary } from './wholeLibrary.ts';

export type { SequentialOptions } from './sequentialModel.ts';

/** See {@link sequential}. */
export class Sequential extends SequentialModel {
  constructor(layers: readonly Layer[] = [], options: SequentialOptions = {}) {
    super(layers, options, wholeLibrary);
  }
}

/**
 * A model that is a stack of layers, the first of which is given `inputShape`; `add` and `pop` change it.
 *
 *     const hidden = dense({ units: 8, activation: 'tanh', inputShape: [2] });
 *     const model = sequential([hidden, dense({ units: 1 })], { seed: 7 });
 *
 * Throws TypeError, RangeError, ShapeError or StateError where layers or options make no model.
 */
export function sequential(layers: readonly Layer[] = [], options: SequentialOptions = {}): Sequential {
  return new Sequential(layers, options);
}
