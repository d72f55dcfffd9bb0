/**
 * An activation as a layer.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { toActivation, type Activation, type ActivationSpelling } from './activations/index.ts';
import { LAYER_OPTIONS, Layer, toLayerOptions, type LayerOptions } from './layer.ts';

/** What {@link ActivationLayer} takes. */
export interface ActivationLayerOptions extends LayerOptions {
  /** The activation, or its name. Default 'linear'. */
  readonly activation?: ActivationSpelling | Activation | undefined;
}

/** a = activation(x), of any shape. */
export class ActivationLayer extends Layer {
  readonly kind = 'activation';

  constructor(options: ActivationLayerOptions = {}) {
    expectKnownOptions('activation', options, ['activation', ...LAYER_OPTIONS]);
    const { activation: given = 'linear' } = options;
    super({ activation: toActivation('activation', 'activation', given), ...toLayerOptions('activation', options) });
  }

  override get passesMask(): boolean {
    return true;
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
export function activation(given: ActivationSpelling | Activation, options: LayerOptions = {}): ActivationLayer {
  expectKnownOptions('activation', options, LAYER_OPTIONS);
  return new ActivationLayer({ ...options, activation: toActivation('activation', 'activation', given) });
}
