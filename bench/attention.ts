/**
 * Attention of 4 heads of 16 numbers over 32 steps, a batch of 32: its products, forward, and a step without its
 * update.
 * @module
 */
import { callsOf, newRun, type Transpose } from '../lib/kernels/index.ts';
import { multiHeadAttention, positionEmbedding } from '../lib/layers/index.ts';
import { entry, type Entry } from './entry.ts';
import { layerPass } from './layerPass.ts';
import { operands } from './operands.ts';

const BATCH = 32, HEADS = 4, STEPS = 32, WIDTH = 16;

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
  const layer = multiHeadAttention({ numHeads: HEADS, keyDim: WIDTH, useCausalMask });
  const positions = positionEmbedding({ sequenceLength: STEPS });
  return entry({
    bench: 'attention', flops: pass === 'forward' ? PRODUCTS : 3 * PRODUCTS,
    shape: `${HEADS} heads of ${WIDTH}, ${STEPS} steps${useCausalMask ? ', causal' : ''}, ${pass}`,
    prepare: ({ k }) => layerPass(k, BATCH, [STEPS, HEADS * WIDTH], (x) => layer.apply(positions.apply(x)), pass),
  });
}

export const attentionEntries: readonly Entry[] = [
  productEntry('gemmOfHeads', STEPS, STEPS, WIDTH), productEntry('gemmToHeads', STEPS, WIDTH, STEPS),
  productEntry('gemmToHeads', STEPS, WIDTH, STEPS, 'T'),
  layerEntry(false, 'forward'), layerEntry(false, 'step'), layerEntry(true, 'forward'), layerEntry(true, 'step'),
];
