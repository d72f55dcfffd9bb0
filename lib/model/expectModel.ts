/**
 * The check of whoever is given a model.
 * @module
 */

import { expectInstance } from '../core/errors.ts';
import { Sequential } from './sequential.ts';

/** TypeError unless `value` is a model. */
export function expectModel(who: string, value: unknown): asserts value is Sequential {
  expectInstance(who, 'model', value, Sequential, 'a model such as sequential makes');
}
