/**
 * Attention of 4 heads of 16 numbers over 32 steps, a batch of 32: its products, forward, and a step without its
 * update.
 * @module
 */
import { buildGraph, input } from '../lib/graph/index.ts';
import { callsOf, newRun, type Transpose } from '../lib/kernels/index.ts';
import { multiHeadAttention, positionEmbedding } from '../lib/layers/index.ts';
import { meanSquaredError } from '../lib/losses/index.ts';
import { initialize, layOut, reservePlan } from '../lib/plan/index.ts';
import { entry, type Entry } from './entry.ts';
import { fill, operands } from './operands.ts';

const BATCH = 32, HEADS = 4, STEPS = 32, WIDTH = 16, SEED = 7;

type Name = 'gemmOfHeads' | 'gemmToHeads';

function productEntry(name: Name, m: number, n: number, k: number, transA: Transpose = 'N'): Entry {
  const products = BATCH * HEADS, sizes = [BATCH, HEADS, m, n, k] as const;
  return entry({
    bench: 'attention', flops: 2 * products * m * n * k, isLimitedByPeak: true,
    shape: `${name}${transA === 'T' ? ' T' : ''} ${products} of ${m}x${k}x${n}`,
    prepare({ k: table }) {
      const { k: own, arrays: [a, b, c] } = operands(table, products * m * k, products * n * k, products * m * n);
      const { gemmOfHeads, gemmToHeads } = callsOf<Float32Array>(), run = newRun();
      const of = name === 'gemmOfHeads';
      const call = of ? gemmOfHeads(...sizes, a, b, 0, c) : gemmToHeads(transA, ...sizes, a, b, 0, c);
      const bound = own.bind(call);
      return { run: () => void bound(run), result: () => c };
    },
  });
}

/** Four projections, and two products of heads. */
const PRODUCTS = 2 * BATCH * STEPS * HEADS * WIDTH * (4 * HEADS * WIDTH + 2 * STEPS);

/** Of an input that learns, as in a network: a layer of positions, which costs next to nothing, comes first. */
function layerEntry(useCausalMask: boolean, pass: 'forward' | 'step'): Entry {
  return entry({
    bench: 'attention', flops: pass === 'forward' ? PRODUCTS : 3 * PRODUCTS,
    shape: `${HEADS} heads of ${WIDTH}, ${STEPS} steps${useCausalMask ? ', causal' : ''}, ${pass}`,
    prepare({ k }) {
      const sequence = input({ shape: [STEPS, HEADS * WIDTH] });
      const layer = multiHeadAttention({ numHeads: HEADS, keyDim: WIDTH, useCausalMask });
      const output = layer.apply(positionEmbedding({ sequenceLength: STEPS }).apply(sequence));
      const network = layOut(buildGraph('bench', [sequence], [output]));
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

export const attentionEntries: readonly Entry[] = [
  productEntry('gemmOfHeads', STEPS, STEPS, WIDTH), productEntry('gemmToHeads', STEPS, WIDTH, STEPS),
  productEntry('gemmToHeads', STEPS, WIDTH, STEPS, 'T'),
  ...[false, true].flatMap((useCausalMask) => [layerEntry(useCausalMask, 'forward'), layerEntry(useCausalMask, 'step')]),
];
