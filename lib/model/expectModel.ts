/**
 * The check of whoever is given a model.
 * @module
 */

import { expectInstance } from '../core/errors.ts';
import { LayersModel } from './layersModel.ts';
import type { Model } from './model.ts';

/** TypeError unless `value` is a model. */
export function expectModel(who: string, value: unknown): asserts value is Model {
  expectInstance(who, 'model', value, LayersModel, 'a model such as sequential makes');
}
