/**
 * An activation as a layer.
 * @module
 */
import { expectKnownOptions } from '../core/errors.ts';
import { expectShape, type Shape } from '../core/shape.ts';
import { activations, toActivation, type Activation, type ActivationName } from './activations/index.ts';
import { Layer, type LayerOptions } from './layer.ts';

/** a = activation(x), of any shape. */
export class ActivationLayer extends Layer {
  readonly kind = 'activation';

  constructor(given: ActivationName | Activation, options: LayerOptions = {}) {
    expectKnownOptions('activation', options, ['inputShape', 'name']);
    const { inputShape, name } = options;
    super({
      activation: toActivation('activation', given, activations),
      ...(inputShape !== undefined && { inputShape: expectShape('activation', 'inputShape', inputShape) }),
      ...(name !== undefined && { name }),
    });
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
