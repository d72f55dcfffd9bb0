/**
 * A layer bound by itself, to buffers that a test sees.
 * @module
 */
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import {
  bindAlone, callsOf, type BoundPart, type FloatArray, type Kernels, type Size, type Tensor,
} from '../../lib/kernels/index.ts';
import type { Layer, Node, StateSpec } from '../../lib/layers/index.ts';

type Table<A extends FloatArray> = Readonly<Record<string, A>>;

/** A layer's buffers as arrays. */
interface ArrayNode<A extends FloatArray> extends Node {
  readonly x: A;
  readonly y: A;
  readonly dy: A;
  readonly dx: A;
  readonly parameters: Table<A>;
  readonly gradients: Table<A>;
  readonly state: Table<A>;
  /** What it has asked for. */
  readonly caches: A[];
}

/** A layer at work in buffers of its own. */
export interface Bench<A extends FloatArray> {
  readonly node: ArrayNode<A>;
  readonly pass: BoundPart | undefined;
}

/** Binds a layer to fresh buffers for `batch` examples. Parameters are 0. */
export function bindLayer<A extends FloatArray>(
  k: Kernels<A>, layer: Layer, inputShape: Shape, batch: number,
): Bench<A> {
  const inputs = batch * sizeOf(inputShape), outputs = batch * sizeOf(layer.outputShape(inputShape));
  const table = (specs: readonly StateSpec[] = layer.parameters(inputShape)) =>
    Object.fromEntries(specs.map(({ name, shape }) => [name, k.allocate(sizeOf(shape))]));
  const caches: A[] = [];
  const x = k.allocate(inputs), dx = k.allocate(inputs), y = k.allocate(outputs), dy = k.allocate(outputs);
  const node = {
    k: callsOf<Tensor>(), inputShape, number: 3, inputs: [{ shape: inputShape, x, dx }], outputs: [{ y, dy }],
    x, y, dy, dx,
    parameters: table(), gradients: table(), state: table(layer.state(inputShape)),
    caches,
    cache(_name: string, size: Size): A {
      const kept = k.allocate(typeof size === 'number' ? size : batch * size.perExample);
      caches.push(kept);
      return kept;
    },
  };
  const lists = layer.bind(node);
  return { node, pass: lists && bindAlone(k, lists) };
}
