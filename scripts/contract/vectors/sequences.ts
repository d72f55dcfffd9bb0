/**
 * Known answers of a graph of sequences: ids, masks, an embedding, recurrent layers, attention, losses of steps.
 * @module
 */
import { unpack } from '../../../lib/formats/container.ts';
import { save } from '../../../lib/formats/index.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import { adam, input, model, type Model } from '../../../lib/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import {
  add, bidirectional, dense, embedding, gru, layerNormalization, lstm, masking, multiHeadAttention, multiply,
  timeDistributed,
} from '../../../lib/layers/index.ts';
import { bits64, tensor } from './format.ts';
import { operands } from './numbers.ts';

const M = 5, T = 4, STEPS = 3;

/** Of the second example no step counts. */
const IDS = [3, 1, 0, 5, 0, 0, 0, 0, 2, 2, 4, 0, 0, 5, 1, 3, 1, 4, 2, 2];

function sequenceModel(): Model {
  const ids = input({ shape: [T] }), x = input({ shape: [T, 2] });
  const words = embedding({ inputDim: 6, outputDim: 4, maskZero: true }).apply(ids);
  const read = lstm({ units: 3, returnSequences: true, dropout: 0.25, recurrentDropout: 0.25 }).apply(words);
  const seen = multiHeadAttention({ numHeads: 2, keyDim: 2, dropout: 0.25, useCausalMask: true }).apply([read, read]);
  const both = bidirectional({ layer: gru({ units: 2, returnSequences: true }), mergeMode: 'ave' })
    .apply(masking().apply(x));
  const turned = timeDistributed({ layer: dense({ units: 3, activation: 'tanh' }) }).apply(both);
  const net = model({
    inputs: { ids, x },
    outputs: {
      steps: dense({ units: 6, activation: 'softmax', activityRegularizer: 'l1' })
        .apply(layerNormalization().apply(add().apply([read, seen]))),
      both: dense({ units: 1 }).apply(multiply().apply([read, turned])),
    },
    seed: 13, maxBatch: 2, kernels: createKernels('reference'),
  });
  net.compile({
    optimizer: adam({ learningRate: 0.05 }), lossWeights: [0.7, 0.3],
    loss: ['sparseCategoricalCrossentropy', 'meanSquaredError'],
  });
  return net;
}

const rowsOf = (steps: readonly number[]): Json => Array.from({ length: M }, (_, i) => steps.slice(i * T, (i + 1) * T));

export function sequenceVectors(): Json {
  const net = sequenceModel(), { manifest } = unpack('contract', save(net));
  const values = operands(M * T * 2, 95, -1, 1).map((value, i) => (i % 9 < 4 ? 0 : value));
  const x = { ids: Float32Array.from(IDS), x: values };
  const y = { steps: IDS.map((id) => (5 * id + 1) % 6), both: operands(M * T, 96, -1, 1) };
  const start = tensor(net.theta), steps = Array.from({ length: STEPS }, () => {
    const { loss } = net.trainOnBatch(x, y);
    return { loss: bits64(loss), gradient: tensor(net.gradient), theta: tensor(net.theta) };
  });
  return {
    about: 'sections 9, 11 and 18: the manifest of a graph of sequences before its first step; inputs and targets by '
      + 'their names, and the rest, as in graphs.json',
    manifest: manifest as Json, inputs: { ids: tensor(x.ids, [M, T]), x: tensor(x.x, [M, T, 2]) },
    targets: { steps: rowsOf(y.steps), both: tensor(y.both, [M, T, 1]) },
    theta0: start, steps, evaluate: bits64(net.evaluate(x, y).loss),
  };
}
