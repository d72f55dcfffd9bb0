/**
 * Recurrence over the 28 rows of an image, as an LSTM of 64 units reads them in a batch of 32: forward, and a step
 * without its update.
 * @module
 */
import { gru, lstm, type Layer } from '../lib/layers/index.ts';
import { entry, type Entry } from './entry.ts';
import { layerPass } from './layerPass.ts';

const BATCH = 32, STEPS = 28, INPUTS = 28, UNITS = 64;

function recurrenceEntry(layer: Layer, gates: number, pass: 'forward' | 'step'): Entry {
  const products = 2 * BATCH * STEPS * (INPUTS + UNITS) * gates * UNITS;
  return entry({
    bench: 'recurrence', shape: `${layer.kind} ${INPUTS}->${UNITS}, ${STEPS} steps, batch ${BATCH}, ${pass}`,
    // a step has the products of forward, those of both gradients, and that of h
    flops: pass === 'forward' ? products
      : 2 * products + 2 * BATCH * STEPS * UNITS * gates * UNITS,
    prepare: ({ k }) => layerPass(k, BATCH, [STEPS, INPUTS], (x) => layer.apply(x), pass),
  });
}

export const recurrenceEntries: readonly Entry[] = [lstm, gru].flatMap((make, i) => {
  const gates = 4 - i;
  return (['forward', 'step'] as const).map((pass) => recurrenceEntry(make({ units: UNITS }), gates, pass));
});
