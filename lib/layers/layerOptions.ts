/**
 * The options of every layer.
 * @module
 */

import { expectBoolean, show, typeError } from '../core/errors.ts';
import { expectShape, type Shape } from '../core/shape.ts';

/** What every layer takes. */
export interface LayerOptions {
  /** Shape of one example; needed in the first layer only. Default: that of what the layer before gives. */
  readonly inputShape?: Shape;
  /** Name in summaries, errors and traces; default: what kind of layer it is, numbered within its model. */
  readonly name?: string;
  /** Whether training changes its parameters; see `Layer.trainable`. Default true. */
  readonly trainable?: boolean;
}

/** Their names. */
export const LAYER_OPTIONS: readonly string[] = ['inputShape', 'name', 'trainable'];

/**
 * The options that all layers have, checked, out of those given. Throws ShapeError or RangeError for an inputShape that
 * is no shape.
 */
export function toLayerOptions(who: string, { inputShape, name, trainable }: LayerOptions): LayerOptions {
  if (name !== undefined && typeof name !== 'string') {
    throw typeError(`${who}: name must be a string, got ${show(name)}`);
  }
  if (trainable !== undefined) expectBoolean(who, 'trainable', trainable);
  return {
    ...(trainable !== undefined && { trainable }),
    ...(inputShape !== undefined && { inputShape: expectShape(who, 'inputShape', inputShape) }),
    ...(name !== undefined && { name }),
  };
}
