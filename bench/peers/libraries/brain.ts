/**
 * brain.js: no batches and no crossentropy, so a step is one pass over the examples, each with its own update.
 * @module
 */
import { NeuralNetwork } from 'brain.js';
import { versionOf, type Peer } from '../peer.ts';
import { LEARNING_RATE, examples, isRegression, unitsOf, type Work } from '../work.ts';

/** Rarer than any run is long: nothing but training is timed. */
const NEVER = 1e9;
/** It refuses 0; so small that what is left of a change is 0 at once, not denormal and slow. */
const NO_MOMENTUM = 1e-60;

function step(work: Work) {
  const [inputSize, ...units] = unitsOf(work), outputSize = units.pop() ?? 0, regression = isRegression(work);
  const net =
    new NeuralNetwork({ inputSize, hiddenLayers: units, outputSize, activation: regression ? 'tanh' : 'sigmoid' });
  net.errorCheckInterval = NEVER;
  const { x, y } = examples(work);
  const data = Array.from(y, (label, i) => ({
    input: x.slice(i * inputSize, (i + 1) * inputSize),
    output:
      regression ? Float32Array.of(label) : Float32Array.from({ length: outputSize }, (_, j) => (j === label ? 1 : 0)),
  }));
  const run = (iterations: number) => {
    net.train(data, { iterations, learningRate: LEARNING_RATE, momentum: NO_MOMENTUM, errorThresh: 1e-12 });
  };
  return { run, result: () => [net.test(data).error] };
}

export const peer: Peer = {
  version: versionOf('./node_modules/brain.js'),
  makers: { step },
  notes: { step: 'an update an example; squared error; sigmoid, or tanh, on all layers' },
};
