/**
 * A network's calls and tensors, before any table gives them memory: what every plan of it is bound from.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import type { Network } from './network.ts';
import { bindPasses, type Passes } from './passes.ts';
import { bindRegularization, type Regularization } from './regularization.ts';

/** See the module; for batches of up to `tensors.maxBatch` examples. */
export interface Description extends Passes, Regularization {}

/** Throws ShapeError where a constraint does not fit its tensor. */
export function describe(network: Network, maxBatch: number): Description {
  const passes = bindPasses(network, maxBatch);
  return { ...passes, ...bindRegularization(network, passes.tensors, passes.learned) };
}

/** Room for what a loss keeps: its caches, targets, losses and weights, in units of maxBatch × outputs. */
const LOSS_ROOM = 8;
/** Room for what an optimizer keeps, in units of θ. Untouched pages of a block cost nothing. */
const SLOT_ROOM = 4;
const SPARE_ARRAYS = 16;
/** Room for a call where a table writes it to memory: forward stands in three lists, backward in one. */
const CALL_ROOM = 24;

/** How much memory a plan needs, training included: elements, and in how many arrays. */
export function roomOf({ network, tensors, list }: Description): { readonly length: number; readonly arrays: number } {
  const active = network.layers.filter(({ layer }) => layer.activityRegularizer !== undefined);
  const own = tensors.listed.reduce((sum, { length }) => sum + length, 0);
  const outputs = network.graph.outputs.reduce((sum, { shape }) => sum + sizeOf(shape) + 1, 0);
  const penalties = active.reduce((sum, { outputShape }) => sum + sizeOf(outputShape) + 1, 0);
  const calls = list.reduce((sum, { forward, backward }) => sum + 3 * forward.length + backward.length, 0);
  return {
    length: own + SLOT_ROOM * network.length + tensors.maxBatch * (LOSS_ROOM * outputs + penalties) + CALL_ROOM * calls,
    arrays: tensors.listed.length + 2 * active.length + SPARE_ARRAYS,
  };
}
