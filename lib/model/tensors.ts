/**
 * The tensors of a model, as copies.
 * @module
 */

import { ShapeError, expectFloat32Numbers, hintToSpell, rangeError, show, typeError } from '../core/errors.ts';
import { isOfShape, takeNumbers, type Numbers } from '../core/numbers.ts';
import type { Parameter } from '../core/parameter.ts';
import { formatShape, sizeOf } from '../core/shape.ts';
import type { Network, NetworkLayer, Plan } from '../plan/index.ts';

/** Copies of the tensors of layers, one after the other: those of θ, then those of the state. */
export function getTensors(
  layers: readonly NetworkLayer[], theta: Float32Array, state: Float32Array,
): Float32Array[] {
  return inOrder(layers, theta, state).map(({ flat, tensor: { offset, length } }) =>
    flat.slice(offset, offset + length));
}

/**
 * Sets the tensors that `getTensors` gives. Throws TypeError or ShapeError, and changes nothing, where they do not fit.
 */
export function setTensors(
  layers: readonly NetworkLayer[], theta: Float32Array, state: Float32Array, weights: readonly Numbers[],
): void {
  if (!Array.isArray(weights)) throw typeError(`setWeights: weights must be an array of tensors, got ${show(weights)}`);
  const tensors = inOrder(layers, theta, state);
  if (weights.length !== tensors.length) {
    throw new ShapeError(`setWeights: weights must be ${tensors.length} tensors, got ${weights.length}`);
  }
  const taken = tensors.map(({ tensor: { layer, name, shape } }, i) => {
    const tensor = `weights[${i}], ${layer}/${name}`, size = sizeOf(shape);
    const { values, shape: own } = takeNumbers('setWeights', tensor, weights[i], Float32Array);
    if (values.length !== size || !isOfShape(own ?? [size], shape)) {
      const wanted = `${tensor}, must hold ${size} elements of shape ${formatShape(shape)}`;
      throw new ShapeError(`setWeights: ${wanted}, got ${own === undefined ? values.length : formatShape(own)}`);
    }
    expectFloat32Numbers('setWeights', tensor, values);
    return values;
  });
  tensors.forEach(({ flat, tensor: { offset } }, i) => flat.set(taken[i], offset));
}

/** Copies the tensors of layers that stand in both plans at the same place. */
export function keepTensors(from: Plan<Float32Array>, to: Plan<Float32Array>): void {
  const kept = to.network.layers.filter(({ layer }, i) => from.network.layers.at(i)?.layer === layer);
  const before = from.network.layers.slice(0, kept.length);
  setTensors(kept, to.theta, to.state, getTensors(before, from.theta, from.state));
}

/** A layer by its name or its number. Throws RangeError, with the names there are, for another. */
export function layerOf({ layers }: Network, layer: unknown): NetworkLayer {
  const found = Number.isInteger(layer) ? layers.at(Number(layer)) : layers.find(({ name }) => name === layer);
  if (found !== undefined) return found;
  throw unknownLayer('getLayer', layers, layer);
}

/** Those of one name, or of a nested model of that name; all without one. Throws RangeError where there is none. */
export function layersOf({ layers }: Network, name: string | undefined): readonly NetworkLayer[] {
  if (name === undefined) return layers;
  const found = layers.filter((layer) => layer.name === name || layer.name.startsWith(`${name}/`));
  if (found.length > 0) return found;
  throw unknownLayer('weights', layers, name);
}

function unknownLayer(who: string, layers: readonly NetworkLayer[], got: unknown): RangeError {
  const names = layers.map(({ name }) => name), hint = typeof got === 'string' ? hintToSpell(got, names) : '';
  return rangeError(`${who}: layer must be one of ${names.join(', ')}, got ${show(got)}${hint}`);
}

/** All tensors, layer by layer, with the buffers that they lie in. */
function inOrder(
  layers: readonly NetworkLayer[], theta: Float32Array, state: Float32Array,
): { readonly flat: Float32Array; readonly tensor: Parameter }[] {
  return layers.flatMap((layer) => [
    ...layer.parameters.map((tensor) => ({ flat: theta, tensor })),
    ...layer.state.map((tensor) => ({ flat: state, tensor })),
  ]);
}
