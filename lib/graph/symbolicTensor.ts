/**
 * What a graph is written down in: the calls of layers, before anything is worked out or takes memory.
 * @module
 */

import type { Shape } from '../core/shape.ts';
import type { Layer } from '../layers/index.ts';

/** A tensor that has a shape and no values yet: an input, or what the call of a layer gives. */
export interface SymbolicTensor {
  readonly shape: Shape;
  /** Undefined for an input. */
  readonly call: LayerCall | undefined;
}

/** A layer called on tensors. */
export interface LayerCall {
  readonly layer: Layer;
  /** Calls with the same owner share their parameters. */
  readonly owner: object;
  /** How many calls were made before: a call comes after those that it depends on, so this is the order of a graph. */
  readonly order: number;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

let calls = 0;

/** An input of a graph: one example of that shape. */
export function symbolicInput(shape: Shape): SymbolicTensor {
  return { shape, call: undefined };
}

/**
 * What a layer gives for these inputs. Calls of one `owner` share their parameters; default the layer itself. Throws
 * ShapeError where the inputs do not fit.
 */
export function applyLayer(
  layer: Layer, inputs: readonly SymbolicTensor[], owner: object = layer,
): readonly SymbolicTensor[] {
  const outputs: SymbolicTensor[] = [], call: LayerCall = { layer, owner, order: calls++, inputs, outputs };
  for (const shape of layer.outputShapes(inputs.map((input) => input.shape))) outputs.push({ shape, call });
  return outputs;
}
