/**
 * A stack of layers that grows and shrinks.
 * @module
 */

import {
  StateError, expectArray, expectKnownOptions, expectNoMisspelling, isPlainObject, typeError,
} from '../core/errors.ts';
import { stack } from '../graph/index.ts';
import type { Layer } from '../layers/index.ts';
import { layOut, type Network } from '../plan/index.ts';
import type { JsonObject } from './description/json.ts';
import type { ModelOptions } from './graphModel.ts';
import { LayersModel } from './layersModel.ts';
import type { Library } from './library.ts';

/** What `sequential` takes. */
export interface SequentialOptions extends ModelOptions {}

/** See `sequential`. */
export class SequentialModel extends LayersModel {
  constructor(layers: readonly Layer[], options: SequentialOptions, library: Library) {
    expectKnownOptions('sequential', options, ['seed', 'maxBatch', 'kernels', 'threads', 'weights', 'name']);
    super('sequential', networkOf(layers), options, library);
  }

  /**
   * Puts a layer at the end, or the first one, which is given `inputShape`. Buffers are new, weights stay as they are;
   * the model is to be compiled anew. Throws as `sequential`, and StateError while it is being trained.
   */
  add(layer: Layer): void {
    this.rebuild(networkOf([...this.layers, layer]));
  }

  /** Takes the last layer away, likewise. Throws StateError where there is none. */
  pop(): void {
    if (this.layers.length === 0) throw new StateError('pop: the model must have a layer, got none');
    this.rebuild(networkOf(this.layers.slice(0, -1)));
  }

  /** The model without its numbers, as JSON. Throws TypeError for a part of one's own without a name. */
  override toJSON(): JsonObject {
    return this.library.describe(this, true);
  }
}

/** Undefined where there are no layers yet. */
function networkOf(layers: readonly Layer[]): Network | undefined {
  const given: unknown = layers;
  if (isPlainObject(given)) { // as TensorFlow.js has it
    throw typeError('sequential: layers must be an array, got an object; write sequential([…], { … })');
  }
  expectArray('sequential', 'layers', layers);
  if (layers.length === 0) return undefined;
  const network = layOut(stack('sequential', layers));
  layers.forEach((layer, i) => expectNoMisspelling('sequential', `layers[${i}]`, layer, LAYER_MEMBERS));
  return network;
}

/** What subclasses override. */
const LAYER_MEMBERS = [
  'kind', 'name', 'inputShape', 'activation', 'activityRegularizer', 'outputShape', 'getConfig', 'parameters', 'state',
  'bind', 'outputShapes', 'terms', 'apply', 'applyAll',
];
