/**
 * Whether a model stands where a new one begins.
 * @module
 */

import { createKernels } from '../../kernels/index.ts';
import type { Model } from '../../model/index.ts';
import { initialize } from '../../plan/index.ts';
import type { Start } from './notProved.ts';

/** Draws the first values of a model anew, and compares. Throws what an initializer of one's own throws. */
export function startOf(model: Model): Start {
  const { network, seed, theta, state, optimizer, trained } = model;
  const drawn = new Float32Array(theta.length), first = new Float32Array(state.length);
  initialize(network, drawn, seed, first);
  optimizer.prepare(drawn, createKernels('reference'), trained);
  const { slots, ...counts } = optimizer.getWeights(theta), { slots: fresh, ...none } = optimizer.getWeights(drawn);
  const isNew = Object.keys(slots).every((name) => isSame(slots[name], fresh[name]));
  return {
    theta: isSame(theta, drawn), state: isSame(state, first),
    slots: isNew && JSON.stringify(counts) === JSON.stringify(none), place: isAtFirst(model),
  };
}

/** `initialEpoch` is a part of the position. */
function isAtFirst({ steps, epochsBegun, position }: Model): boolean {
  const { epoch = 0, begun = 0, batch = 0 } = position ?? {};
  return [steps, epochsBegun, epoch, begun, batch].every((count) => count === 0);
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
