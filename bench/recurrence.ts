/**
 * Recurrence over the 28 rows of an image, as an LSTM of 64 units reads them in a batch of 32: forward, and a step
 * without its update.
 * @module
 */
import { buildGraph, input } from '../lib/graph/index.ts';
import { gru, lstm, type Layer } from '../lib/layers/index.ts';
import { meanSquaredError } from '../lib/losses/index.ts';
import { initialize, layOut, reservePlan } from '../lib/plan/index.ts';
import { entry, type Entry } from './entry.ts';
import { fill } from './operands.ts';

const BATCH = 32, STEPS = 28, INPUTS = 28, UNITS = 64, SEED = 7;

function recurrenceEntry(layer: Layer, gates: number, pass: 'forward' | 'step'): Entry {
  const products = 2 * BATCH * STEPS * (INPUTS + UNITS) * gates * UNITS;
  return entry({
    bench: 'recurrence', shape: `${layer.kind} ${INPUTS}->${UNITS}, ${STEPS} steps, batch ${BATCH}, ${pass}`,
    // a step has the products of forward, those of both gradients, and that of h
    flops: pass === 'forward' ? products
      : 2 * products + 2 * BATCH * STEPS * UNITS * gates * UNITS,
    prepare({ k }) {
      const sequence = input({ shape: [STEPS, INPUTS] });
      const network = layOut(buildGraph('bench', [sequence], [layer.apply(sequence)]));
      const plan = reservePlan(k, network, BATCH, SEED), theta = new Float32Array(network.length);
      initialize(network, theta, SEED, new Float32Array(0));
      plan.theta.set(theta);
      plan.attachLosses([meanSquaredError]);
      fill(plan.inputs[0], SEED);
      const moment = { seed: SEED, step: 0, row: 0, batch: BATCH };
      plan.warmUp();
      return {
        run() {
          if (pass === 'forward') return plan.forward(BATCH);
          plan.forwardLoss(BATCH, moment);
          plan.backward(BATCH, BATCH, 0);
        },
        result: () => (pass === 'forward' ? plan.prediction : plan.gradient),
      };
    },
  });
}

export const recurrenceEntries: readonly Entry[] = [lstm, gru].flatMap((make, i) => {
  const gates = 4 - i;
  return (['forward', 'step'] as const).map((pass) => recurrenceEntry(make({ units: UNITS }), gates, pass));
});
