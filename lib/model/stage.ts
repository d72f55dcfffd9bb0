/**
 * One layer in a plan: its buffers, and its lists of calls on them.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import type { FloatArray, Kernels, List } from '../kernels/index.ts';
import type { ActivationLists, Lists } from '../layers/index.ts';
import { calls } from './calls.ts';
import { views, type Placed } from './network.ts';
import { elements } from './requirements.ts';

/** A buffer that forward keeps for backward, with how much of it an example takes; undefined where it is the batch's. */
export interface Cache<A extends FloatArray> {
  readonly name: string;
  readonly values: A;
  readonly perExample: number | undefined;
}

/** See the module. z and a are one buffer where there is no activation, x and z one where nothing is computed. */
export interface Stage<A extends FloatArray> {
  readonly name: string;
  readonly width: number;
  /** How often the last axis fits in: the activation works along that one, and leading axes are more rows. */
  readonly rows: number;
  /** Its table, which may want to know whose calls it binds. */
  readonly k: Kernels<A>;
  readonly z: A;
  readonly a: A;
  readonly caches: readonly Cache<A>[];
  /** What the activation keeps for itself. */
  readonly kept: readonly A[];
  /** ∂J/∂a, then ∂J/∂z in its place. */
  readonly da: A;
  readonly own: Lists | undefined;
  readonly activation: ActivationLists | undefined;
}

/** What all layers of a plan share. */
export interface Room<A extends FloatArray> {
  readonly k: Kernels<A>;
  readonly maxBatch: number;
  readonly theta: A;
  readonly gradient: A;
  /** What layers keep beside θ. */
  readonly state: A;
}

/** All lists of a stage. */
export function listsOf({ own, activation }: Stage<FloatArray>): List[] {
  return [own, activation].flatMap((lists) => Object.values<List>({ ...lists }));
}

/** Allocates the buffers of the layer at a place, and asks for its calls: x and dx are the output of the stage before it and ∂J/∂ of that. */
export function placeStage<A extends FloatArray>(
  room: Room<A>, { layer, name, inputShape, outputShape, parameters, state }: Placed, place: number, x: A, dx: A | undefined,
): Stage<A> {
  const { maxBatch } = room, k = room.k.named?.(`layer '${name}'`) ?? room.k;
  const width = sizeOf(outputShape);
  const caches = layer.caches(inputShape).map((spec): Cache<A> => {
    const { name: cache, length, per = 'example' } = spec;
    return { name: cache, values: k.allocate(elements(spec, maxBatch)), perExample: per === 'example' ? length : undefined };
  });
  const y = k.allocate(maxBatch * width), dy = k.allocate(maxBatch * width);
  const own = layer.bind({
    k: calls, inputShape, place, x, y, dy, dx,
    parameters: views(room.theta, parameters), gradients: views(room.gradient, parameters), state: views(room.state, state),
    caches: Object.fromEntries(caches.map((cache) => [cache.name, cache.values])),
  });
  const z = own === undefined ? x : y;
  const da = own === undefined && dx !== undefined ? dx : dy;
  const a = layer.activation === undefined ? z : k.allocate(maxBatch * width);
  const lastAxis = outputShape[outputShape.length - 1];
  const kept: A[] = [];
  const cache = (): A => kept[kept.push(k.allocate(maxBatch * width)) - 1];
  const activation = layer.activation?.bind({ k: calls, rows: width / lastAxis, width: lastAxis, z, a, da, dz: da, cache });
  return { name, width, rows: width / lastAxis, k, z, a, da, caches, kept, own, activation };
}
