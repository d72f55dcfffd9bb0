/**
 * Known answers of a graph: two inputs, a shared layer, values of several consumers or read twice, four outputs with
 * weights.
 * @module
 */
import { ledger } from '../../../lib/audit/index.ts';
import { unpack } from '../../../lib/formats/container.ts';
import { save } from '../../../lib/formats/index.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import {
  activation, add, conv1D, dense, dropout, flatten, input, model, sgd, type Model,
} from '../../../lib/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { softmax } from '../../../lib/layers/activations/index.ts';
import { bits64, tensor } from './format.ts';
import { operands } from './numbers.ts';

const M = 5, SHAPE = [2, 3] as const, STEPS = 3;

/** Its parts are the cases of sections 9 and 18. */
function graphModel(): Model {
  const a = input({ shape: SHAPE }), b = input({ shape: SHAPE });
  const shared = dense({ units: 3, activation: 'tanh', kernelRegularizer: 'l2' });
  const first = shared.apply(a), second = shared.apply(b), again = shared.apply(first);
  const shares = activation(softmax({ axis: 1 })).apply(first);
  const flat = dropout({ rate: 0.25 }).apply(flatten().apply(shares));
  const net = model({
    inputs: { a, b },
    outputs: {
      classes: dense({ units: 3, activation: 'softmax' }).apply(flat), hidden: first,
      steps: conv1D({ filters: 2, kernelSize: 2, padding: 'causal' }).apply(second),
      last: dense({ units: 1 }).apply(add().apply([again, second, again])),
    },
    seed: 9, maxBatch: 2, kernels: createKernels('reference'),
  });
  net.compile({
    optimizer: sgd({ learningRate: 0.5, momentum: 0.5 }), lossWeights: [0.7, 0.3, 1, 2],
    loss: ['sparseCategoricalCrossentropy', 'meanSquaredError', 'meanAbsoluteError', 'meanSquaredError'],
  });
  return net;
}

export async function graphVectors(): Promise<Json> {
  const net = graphModel(), { manifest } = unpack('contract', save(net));
  const x = { a: operands(M * 6, 90, -1, 1), b: operands(M * 6, 91, -1, 1) };
  const y = {
    classes: [2, 0, 1, 1, 2], hidden: operands(M * 6, 92, -1, 1), steps: operands(M * 4, 93, -1, 1),
    last: operands(M * 2, 94, -1, 1),
  };
  const start = tensor(net.theta), steps = Array.from({ length: STEPS }, () => {
    const { loss } = net.trainOnBatch(x, y);
    return { loss: bits64(loss), gradient: tensor(net.gradient), theta: tensor(net.theta) };
  });
  const book = ledger(), again = graphModel();
  await again.fit(x, y, { epochs: 1, batchSize: M, shuffle: false, callbacks: [book] });
  const [header] = new TextDecoder().decode(book.bytes()).split('\n');
  const { loss, layers, data } = JSON.parse(header) as Readonly<Record<string, Json>>;
  return {
    about: 'sections 9, 18 and 19: the manifest of a graph before its first step; inputs and targets by their names; '
      + 'the same batch of 5 three times, none the last of an epoch. Of each step the loss, the gradient with the '
      + 'regularizers\' part, and theta after it; at the end the loss by evaluate. ledger: what the header of a ledger '
      + 'on these examples says',
    manifest: manifest as Json, inputs: { a: tensor(x.a, [M, ...SHAPE]), b: tensor(x.b, [M, ...SHAPE]) },
    targets: {
      classes: y.classes, hidden: tensor(y.hidden, [M, 6]), steps: tensor(y.steps, [M, 4]),
      last: tensor(y.last, [M, 2]),
    },
    theta0: start, steps, evaluate: bits64(net.evaluate(x, y).loss), ledger: { loss, layers, data },
  };
}
