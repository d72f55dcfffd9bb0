/**
 * A model that is a stack of layers.
 * @module
 */

import { expectArray, expectKnownOptions, expectNoMisspelling } from '../core/errors.ts';
import { stack } from '../graph/index.ts';
import type { Layer } from '../layers/index.ts';
import { layOut, type Network } from '../plan/index.ts';
import { LayersModel, type ModelOptions } from './layersModel.ts';

export interface SequentialOptions extends ModelOptions {}

/** See {@link sequential}. */
export class Sequential extends LayersModel {
  constructor(layers: readonly Layer[], options: SequentialOptions = {}) {
    super('sequential', networkOf(layers, options), options);
  }
}

function networkOf(layers: readonly Layer[], options: SequentialOptions): Network {
  expectKnownOptions('sequential', options, ['seed', 'maxBatch', 'kernels', 'weights']);
  expectArray('sequential', 'layers', layers);
  const network = layOut(stack('sequential', layers));
  layers.forEach((layer, i) => expectNoMisspelling('sequential', `layers[${i}]`, layer, LAYER_MEMBERS));
  return network;
}

/** What subclasses override. */
const LAYER_MEMBERS = [
  'kind', 'name', 'inputShape', 'activation', 'activityRegularizer', 'outputShape', 'getConfig', 'parameters', 'state',
  'bind', 'outputShapes', 'terms',
];

/**
 * A model that is a stack of layers, the first of which is given `inputShape`.
 *
 *     const hidden = dense({ units: 8, activation: 'tanh', inputShape: [2] });
 *     const model = sequential([hidden, dense({ units: 1 })], { seed: 7 });
 *
 * Throws TypeError, RangeError, ShapeError or StateError where layers or options make no model.
 */
export function sequential(layers: readonly Layer[], options: SequentialOptions = {}): Sequential {
  return new Sequential(layers, options);
}
