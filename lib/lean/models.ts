/**
 * Models that know nothing by name.
 * @module
 */

import type { Layer } from '../layers/index.ts';
import { functionalModel, type FunctionalOptions } from '../model/functional.ts';
import type { Model } from '../model/index.ts';
import { SequentialModel, type SequentialOptions } from '../model/sequentialModel.ts';
import { leanLibrary } from './leanLibrary.ts';

/**
 * As `sequential` of `bitgrad/model`, without names.
 *
 *     const model = sequential([dense({ units: 1, inputShape: [2] })]);
 *     model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: meanSquaredError });
 *
 * Throws TypeError, RangeError, ShapeError or StateError where layers or options make no model. Its `compile` throws
 * TypeError for a name, its `toJSON` StateError.
 */
export function sequential(layers: readonly Layer[] = [], options: SequentialOptions = {}): SequentialModel {
  return new SequentialModel(layers, options, leanLibrary);
}

/** As `model` of `bitgrad/model`, without names. Throws as that does, and its model as that of `sequential`. */
export function model(options: FunctionalOptions): Model {
  return functionalModel(options, leanLibrary);
}
