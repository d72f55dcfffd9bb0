/**
 * The tensors of a model, as copies.
 * @module
 */

import { ShapeError, expectFloat32Numbers, isTypedArray, show, typeError } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { formatShape, sizeOf } from '../core/shape.ts';
import type { Network } from '../plan/index.ts';

/** Copies of all tensors, layer by layer: those of θ, then those of the state. */
export function getTensors(network: Network, theta: Float32Array, state: Float32Array): Float32Array[] {
  return inOrder(network, theta, state).map(({ flat, tensor: { offset, length } }) =>
    flat.slice(offset, offset + length));
}

/**
 * Sets the tensors that `getTensors` gives. Throws TypeError or ShapeError, and changes nothing, where they do not fit.
 */
export function setTensors(
  network: Network, theta: Float32Array, state: Float32Array, weights: readonly ArrayLike<number>[],
): void {
  if (!Array.isArray(weights)) throw typeError(`setWeights: weights must be an array of tensors, got ${show(weights)}`);
  const tensors = inOrder(network, theta, state);
  if (weights.length !== tensors.length) {
    throw new ShapeError(`setWeights: weights must be ${tensors.length} tensors, got ${weights.length}`);
  }
  tensors.forEach(({ tensor: { layer, name, shape } }, i) => {
    const given: unknown = weights[i], tensor = `setWeights: weights[${i}], ${layer}/${name}`;
    if (!Array.isArray(given) && !isTypedArray(given)) {
      throw typeError(`${tensor}, must be an array of numbers, got ${show(given)}`);
    }
    if (given.length !== sizeOf(shape)) {
      throw new ShapeError(
        `${tensor}, must hold ${sizeOf(shape)} elements of shape ${formatShape(shape)}, got ${given.length}`,
      );
    }
    expectFloat32Numbers('setWeights', `weights[${i}], ${layer}/${name}`, given);
  });
  tensors.forEach(({ flat, tensor: { offset } }, i) => flat.set(weights[i], offset));
}

/** All tensors, layer by layer, with the buffers that they lie in. */
function inOrder(
  { layers }: Network, theta: Float32Array, state: Float32Array,
): { readonly flat: Float32Array; readonly tensor: Parameter }[] {
  return layers.flatMap((layer) => [
    ...layer.parameters.map((tensor) => ({ flat: theta, tensor })),
    ...layer.state.map((tensor) => ({ flat: state, tensor })),
  ]);
}
