/**
 * Memory for a network, and the plan in it.
 * @module
 */

import { rangeError } from '../core/errors.ts';
import { expectKernels } from '../kernels/expectKernels.ts';
import type { Kernels } from '../kernels/index.ts';
import type { Network } from './network.ts';
import { Plan } from './plan.ts';
import { requirements } from './requirements.ts';

const BYTES_A_GIGABYTE = 1e9;

/**
 * The plan of a network in memory reserved from `kernels`. Throws TypeError where that is no table, and RangeError where the
 * engine has no such memory to give.
 */
export function makePlan(kernels: Kernels, network: Network, maxBatch: number, seed: number): Plan<Float32Array> {
  expectKernels('sequential', 'kernels', kernels);
  const { length, arrays } = requirements(network, maxBatch);
  try {
    return new Plan(kernels.reserve(length, arrays), network, maxBatch, seed);
  } catch (error) {
    if (!(error instanceof RangeError) || !/typed ?array|array ?buffer|memory/i.test(error.message)) throw error; // another error says enough
    const need = (4 * length) / BYTES_A_GIGABYTE;
    throw rangeError(`sequential: layers and maxBatch must fit the memory that the engine gives, got a need of ${need.toFixed(1)} GB (${error.message})`);
  }
}
