/**
 * Memory for a network, and the plan in it.
 * @module
 */

import { rangeError } from '../core/errors.ts';
import { expectKernels } from '../kernels/expectKernels.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import type { Bind } from './attach.ts';
import { describe, roomOf } from './description.ts';
import type { Network } from './network.ts';
import { Plan } from './plan.ts';

const BYTES_A_GIGABYTE = 1e9;

/** The plan of a network in memory reserved from `k`. `bind` is for who watches. */
export function reservePlan<A extends FloatArray>(
  k: Kernels<A>, network: Network, maxBatch: number, seed: number, bind?: Bind<A>,
): Plan<A> {
  const description = describe(network, maxBatch), { length, arrays } = roomOf(description);
  return new Plan(k.reserve(length, arrays), description, seed, bind);
}

/**
 * The same for users. Throws TypeError, as `who`, where `kernels` is no table, and RangeError where the engine has no
 * such memory to give.
 */
export function makePlan(
  who: string, kernels: Kernels, network: Network, maxBatch: number, seed: number,
): Plan<Float32Array> {
  expectKernels(who, 'kernels', kernels);
  try {
    return reservePlan(kernels, network, maxBatch, seed);
  } catch (error) {
    // another error says enough
    if (!(error instanceof RangeError) || !/typed ?array|array ?buffer|memory/i.test(error.message)) throw error;
    const need = (4 * roomOf(describe(network, maxBatch)).length) / BYTES_A_GIGABYTE;
    throw rangeError(`${who}: layers and maxBatch must fit the memory that the engine gives, got a need of `
      + `${need.toFixed(1)} GB (${error.message})`);
  }
}
