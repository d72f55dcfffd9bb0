/**
 * The first run of a plan's lists, which is slow, before there is data.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import type { Plan } from './plan.ts';

/** Enough for every tile of gemm. */
const ROWS = 32;

/** Runs forward and backward on what is in the buffers, so that the first real batch is fast. Leaves ∇ at 0. */
export function warmUp<A extends FloatArray>(plan: Plan<A>): void {
  const { k, network, maxBatch, moment, gradient } = plan;
  const rows = Math.min(maxBatch, ROWS, ...network.layers.flatMap(({ layer }) => layer.batchSize ?? []));
  k.warmUp(() => {
    plan.forwardLoss(rows, { ...moment, batch: rows });
    plan.backward(rows, 1, 0);
  });
  gradient.fill(0);
}
