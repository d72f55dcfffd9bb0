/**
 * What of the library a model has at hand besides what it is made of.
 * @module
 */

import type { Kernels } from '../kernels/index.ts';
import type { JsonObject } from './description/json.ts';
import type { Model } from './model.ts';
import type { Names } from './names.ts';

export interface Library extends Names {
  /** The table to compute with where none is given, on so many threads. */
  kernels(threads: number): Kernels;
  /** The model as JSON, whose layers may be said to be a stack. */
  describe(model: Model, isStack: boolean): JsonObject;
}
