/**
 * Where a graph begins.
 * @module
 */

import { expectKnownOptions, expectString } from '../core/errors.ts';
import { expectShape, type Shape } from '../core/shape.ts';
import { SymbolicTensor } from '../layers/layer.ts';

/** What {@link input} takes. */
export interface InputOptions {
  /** Shape of one example. */
  readonly shape: Shape;
  /** Names the data that it stands for; default 'input', numbered within its model. */
  readonly name?: string;
}

/**
 * An input of a model: a tensor to apply layers to.
 *
 *     const x = input({ shape: [8], name: 'left' }), y = dense({ units: 1 }).apply(x);
 *
 * Throws TypeError, ShapeError or RangeError for a shape or a name that is none. Source: Keras (Input).
 */
export function input(options: InputOptions): SymbolicTensor {
  expectKnownOptions('input', options, ['shape', 'name']);
  const { shape, name } = options;
  if (name !== undefined) expectString('input', 'name', name);
  return new SymbolicTensor(expectShape('input', 'shape', shape), undefined, name);
}
