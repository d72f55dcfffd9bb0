/**
 * A stack of layers with its shapes worked out, and the layout of its parameters in the flat buffers.
 * @module
 */

import { ShapeError, StateError, expectInstance, typeError } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { fillFirst } from '../core/filled.ts';
import { Philox } from '../core/philox.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { Layer, type StateSpec } from '../layers/index.ts';
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
  /** Its tensors in the state beside θ. */
  readonly state: readonly Parameter[];
}

export interface Network {
  readonly layers: readonly Placed[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** All tensors of θ, in order. */
  readonly parameters: readonly Parameter[];
  /** Length of θ. */
  readonly length: number;
  /** All tensors of the state, in order, and its length. */
  readonly state: readonly Parameter[];
  readonly stateLength: number;
}

/** Works out names, shapes and the layout of θ. Throws StateError, TypeError or ShapeError where the layers make no network. */
export function resolve(layers: readonly Layer[]): Network {
  layers.forEach((layer: unknown, i) => {
    expectInstance('sequential', `layers[${i}]`, layer, Layer, 'a Layer');
  });
  const inputShape = layers.at(0)?.inputShape;
  if (inputShape === undefined) throw new StateError('sequential: the first layer must be given inputShape, got none');
  const names = uniqueNames(layers);
  const placed: Placed[] = [];
  const theta = new Layout(), beside = new Layout();
  let shape = inputShape;
  layers.forEach((layer, i) => {
    if (layer.inputShape !== undefined && formatShape(layer.inputShape) !== formatShape(shape)) {
      const wanted = formatShape(layer.inputShape), got = formatShape(shape);
      throw new ShapeError(`sequential: layer '${names[i]}' expects inputShape ${wanted}, got ${got} from the layer before it`);
    }
    const outputShape = layer.outputShape(shape);
    const parameters = theta.place(names[i], layer.parameters(shape)), state = beside.place(names[i], layer.state(shape));
    placed.push({ layer, name: names[i], inputShape: shape, outputShape, parameters, state });
    shape = outputShape;
  });
  return { layers: placed, inputShape, outputShape: shape, parameters: theta.tensors, length: theta.length, state: beside.tensors, stateLength: beside.length };
}

/** Tensors one after the other in a flat buffer. */
class Layout {
  readonly tensors: Parameter[] = [];
  length = 0;

  /** Adds the tensors of a layer. */
  place(layer: string, specs: readonly StateSpec[]): Parameter[] {
    const placed = specs.map(({ name, shape }) => {
      const tensor = { layer, name, shape, offset: this.length, length: sizeOf(shape) };
      this.length += tensor.length;
      return tensor;
    });
    this.tensors.push(...placed);
    return placed;
  }
}

/** `dense`, `dense_1`, …, or the name that a layer was given. Throws TypeError where one was given twice. */
function uniqueNames(layers: readonly Layer[]): string[] {
  const taken = new Set<string>();
  for (const { name } of layers) {
    if (name === undefined) continue;
    if (taken.has(name)) throw typeError(`sequential: layer names must differ, got '${name}' twice`);
    taken.add(name);
  }
  const tried = new Map<string, number>(); // numbers below are taken: thousands of layers need no search each
  return layers.map(({ name, kind }) => {
    if (name !== undefined) return name;
    let n = tried.get(kind) ?? 0;
    while (taken.has(numbered(kind, n))) n++;
    tried.set(kind, n + 1);
    taken.add(numbered(kind, n));
    return numbered(kind, n);
  });
}

function numbered(kind: string, n: number): string {
  return n === 0 ? kind : `${kind}_${n}`;
}

/** Views of the tensors of one layer in a flat buffer, by name. */
export function views<A extends Float32Array | Float64Array>(flat: A, parameters: readonly Parameter[]): Record<string, A> {
  return Object.fromEntries(parameters.map(({ name, offset, length }) => [name, flat.subarray(offset, offset + length) as A]));
}

/** Writes first values to θ and to the state, where there is one; every tensor draws from a stream of its own. */
export function initialize({ layers, parameters, state: beside }: Network, theta: Float32Array, seed: number, state?: Float32Array): void {
  const fill = (flat: Float32Array, { initializer, shape }: StateSpec, { layer, name, offset, length }: Parameter, index: number): void => {
    const out = flat.subarray(offset, offset + length);
    fillFirst(`layer '${layer}'`, `initializer of '${name}'`, out, () => initializer(out, shape, new Philox(seed, stream(Purpose.initialize, index))));
  };
  for (const { layer, inputShape, parameters: own, state: ownState } of layers) {
    layer.parameters(inputShape).forEach((spec, i) => fill(theta, spec, own[i], parameters.indexOf(own[i])));
    if (state !== undefined) layer.state(inputShape).forEach((spec, i) => fill(state, spec, ownState[i], parameters.length + beside.indexOf(ownState[i])));
  }
}
