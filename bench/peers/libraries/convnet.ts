/**
 * ConvNetJS: one example at a time, parameters changed after each batch; binary64.
 * @module
 */
import convnetjs from 'convnetjs';
import { versionOf, type Peer } from '../peer.ts';
import { LEARNING_RATE, examples, isRegression, unitsOf, type Work } from '../work.ts';

function step(work: Work) {
  const [inputs, ...units] = unitsOf(work), outputs = units.pop() ?? 0, regression = isRegression(work);
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: inputs },
    ...units.map((num_neurons) => ({ type: 'fc', num_neurons, activation: regression ? 'tanh' : 'relu' })),
    regression ? { type: 'regression', num_neurons: outputs } : { type: 'softmax', num_classes: outputs },
  ]);
  const trainer = new convnetjs.Trainer(
    net, { method: 'sgd', learning_rate: LEARNING_RATE, momentum: 0, batch_size: work.n, l2_decay: 0 },
  );
  const { x, y } = examples(work);
  const volumes = Array.from(y, (_, i) => new convnetjs.Vol(Array.from(x.subarray(i * inputs, (i + 1) * inputs))));
  const targets = Array.from(y, (label) => (regression ? [label] : label));
  let loss = 0;
  const run = (times: number) => {
    for (let t = 0; t < times; t++) {
      loss = 0;
      for (let i = 0; i < volumes.length; i++) loss += trainer.train(volumes[i], targets[i]).loss;
    }
  };
  return { run, result: () => [loss / work.n] };
}

export const peer: Peer = {
  version: versionOf('./node_modules/convnetjs'), makers: { step }, notes: { step: 'float64' },
};
