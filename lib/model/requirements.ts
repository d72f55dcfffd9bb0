/**
 * How much memory a network needs.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import type { CacheSpec } from '../layers/index.ts';
import type { Network } from './network.ts';
import { regularizationRoom } from './regularization.ts';

/** Room for what a loss keeps: its caches, targets, losses and weights, in units of maxBatch × outputs. */
const LOSS_ROOM = 8;
/** Room for what an optimizer keeps, in units of θ. Untouched pages of a block cost nothing. */
const SLOT_ROOM = 4;
const SPARE_ARRAYS = 16;

/** How much memory a network needs, training included: elements, and in how many arrays. */
export function requirements(network: Network, maxBatch: number): { length: number; arrays: number } {
  const { layers, inputShape, outputShape, length, stateLength } = network;
  const perExample = layers.reduce(
    (sum, { layer, outputShape: out }) => sum + (3 + (layer.activation?.caches ?? 0)) * sizeOf(out),
    2 * sizeOf(inputShape) + LOSS_ROOM * sizeOf(outputShape) + 2,
  );
  const caches = layers.flatMap(({ layer, inputShape: shape }) => layer.caches(shape)).map((cache) => elements(cache, maxBatch));
  const more = regularizationRoom(network, maxBatch);
  return {
    length: (2 + SLOT_ROOM) * length + stateLength + maxBatch * perExample + caches.reduce((sum, cache) => sum + cache, 0) + more.length,
    arrays: 3 * layers.length + caches.length + more.arrays + SPARE_ARRAYS,
  };
}

/** Elements of a cache. */
export function elements({ length, per = 'example' }: CacheSpec, maxBatch: number): number {
  return per === 'example' ? length * maxBatch : length;
}
