/**
 * A stack of layers with its shapes worked out, and the layout of its parameters in the flat buffers.
 * @module
 */
import { ShapeError, StateError, show } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { Philox } from '../core/philox.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { Layer } from '../layers/index.ts';
import { Purpose, stream } from '../random/index.ts';

/** A layer at its place in a network. */
export interface Placed {
  readonly layer: Layer;
  /** Unique in its network. */
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Its tensors in θ. */
  readonly parameters: readonly Parameter[];
}

export interface Network {
  readonly layers: readonly Placed[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** All tensors of θ, in order. */
  readonly parameters: readonly Parameter[];
  /** Length of θ. */
  readonly length: number;
}

/** Works out names, shapes and the layout of θ. Throws StateError, TypeError or ShapeError where the layers make no network. */
export function resolve(layers: readonly Layer[]): Network {
  layers.forEach((layer, i) => {
    if (!(layer instanceof Layer)) throw new TypeError(`sequential: layers[${i}] must be a Layer, got ${show(layer)}`);
  });
  const inputShape = layers.at(0)?.inputShape;
  if (inputShape === undefined) throw new StateError('sequential: the first layer must be given inputShape, got none');
  const names = uniqueNames(layers);
  const placed: Placed[] = [];
  let shape = inputShape, offset = 0;
  layers.forEach((layer, i) => {
    if (layer.inputShape !== undefined && formatShape(layer.inputShape) !== formatShape(shape)) {
      throw new ShapeError(`sequential: layer '${names[i]}' expects inputShape ${formatShape(layer.inputShape)}, got ${formatShape(shape)} from the layer before it`);
    }
    const outputShape = layer.outputShape(shape);
    const parameters = layer.parameters(shape).map(({ name, shape: tensor }) => {
      const parameter = { layer: names[i], name, shape: tensor, offset, length: sizeOf(tensor) };
      offset += parameter.length;
      return parameter;
    });
    placed.push({ layer, name: names[i], inputShape: shape, outputShape, parameters });
    shape = outputShape;
  });
  return { layers: placed, inputShape, outputShape: shape, parameters: placed.flatMap((p) => p.parameters), length: offset };
}

/** `dense`, `dense_1`, …, or the name that a layer was given. Throws TypeError where one was given twice. */
function uniqueNames(layers: readonly Layer[]): string[] {
  const taken = new Set<string>();
  for (const { name } of layers) {
    if (name === undefined) continue;
    if (taken.has(name)) throw new TypeError(`sequential: layer names must differ, got '${name}' twice`);
    taken.add(name);
  }
  return layers.map(({ name, kind }) => {
    if (name !== undefined) return name;
    let unique = kind;
    for (let n = 1; taken.has(unique); n++) unique = `${kind}_${n}`;
    taken.add(unique);
    return unique;
  });
}

/** Views of the tensors of one layer in a flat buffer, by name. */
export function views<A extends Float32Array | Float64Array>(flat: A, parameters: readonly Parameter[]): Record<string, A> {
  return Object.fromEntries(parameters.map(({ name, offset, length }) => [name, flat.subarray(offset, offset + length) as A]));
}

/** Writes first values to θ; every tensor draws from a stream of its own. */
export function initialize({ layers, parameters }: Network, theta: Float32Array, seed: number): void {
  for (const { layer, inputShape, parameters: own } of layers) {
    layer.parameters(inputShape).forEach(({ initializer, shape }, i) => {
      const { offset, length } = own[i];
      initializer(theta.subarray(offset, offset + length), shape, new Philox(seed, stream(Purpose.initialize, parameters.indexOf(own[i]))));
    });
  }
}
