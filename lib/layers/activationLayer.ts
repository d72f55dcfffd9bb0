/**
 * An activation as a layer.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { activations, toActivation, type Activation, type ActivationName } from './activations/index.ts';
import { Layer, toLayerOptions, type LayerOptions } from './layer.ts';

/** a = activation(x), of any shape. */
export class ActivationLayer extends Layer {
  readonly kind = 'activation';

  constructor(given: ActivationName | Activation, options: LayerOptions = {}) {
    expectKnownOptions('activation', options, ['inputShape', 'name']);
    super({ activation: toActivation('activation', given, activations), ...toLayerOptions('activation', options) });
  }

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override bind(): undefined {
    return undefined;
  }
}

/**
 * A layer that applies an activation, as Keras' Activation does.
 *
 *     sequential([dense({ units: 8, inputShape: [4] }), activation('relu')])
 *
 * Throws TypeError for what is no activation.
 *
 * Formula: activation(x)
 * Default: activation must be given
 * Source: Keras 2.2.4 (Activation).
 */
export function activation(given: ActivationName | Activation, options: LayerOptions = {}): ActivationLayer {
  return new ActivationLayer(given, options);
}
