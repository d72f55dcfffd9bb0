/**
 * A layer on a sequence, forward or as in a step of training but for the update.
 * @module
 */
import type { Shape } from '../lib/core/shape.ts';
import { buildGraph, input } from '../lib/graph/index.ts';
import type { Kernels } from '../lib/kernels/index.ts';
import type { SymbolicTensor } from '../lib/layers/index.ts';
import { meanSquaredError } from '../lib/losses/index.ts';
import { initialize, layOut, reservePlan, warmUp } from '../lib/plan/index.ts';
import type { Work } from './entry.ts';
import { fill } from './operands.ts';

const SEED = 7;

/** What `entry` prepares: `apply` is on a batch of examples of that shape. */
export function layerPass(
  k: Kernels, batch: number, shape: Shape, apply: (x: SymbolicTensor) => SymbolicTensor, pass: 'forward' | 'step',
): Work {
  const sequence = input({ shape }), network = layOut(buildGraph('bench', [sequence], [apply(sequence)]));
  const plan = reservePlan(k, network, batch, SEED), theta = new Float32Array(network.length);
  initialize(network, theta, SEED, new Float32Array(0));
  plan.theta.set(theta);
  plan.attachLosses([meanSquaredError]);
  fill(plan.inputs[0], SEED);
  const moment = { seed: SEED, step: 0, row: 0, batch };
  warmUp(plan);
  return {
    run() {
      if (pass === 'forward') return plan.forward(batch);
      plan.forwardLoss(batch, moment);
      plan.backward(batch, batch, 0);
    },
    result: () => (pass === 'forward' ? plan.prediction : plan.gradient),
  };
}
