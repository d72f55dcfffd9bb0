/**
 * The networks that go out, and the batches that they learn from.
 * @module
 */
import {
  adam, conv2D, dense, digits, flatten, maxPooling2D, sequential, sgd, type Layer, type Model, type Optimizer,
} from '../../lib/index.ts';
import { lstm } from '../../lib/layers/index.ts';

/** Steps here, and as many there; examples a step; examples that are predicted; digits. */
export const STEPS = 100, BATCH = 32, TESTS = 64, CLASSES = 10;

export interface Example {
  /** Of one example. */
  readonly shape: readonly number[];
  /** What its optimizer is, for who sets it up anew. */
  readonly kind: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly layers: () => Layer[];
}

export const EXAMPLES: Readonly<Record<string, Example>> = {
  dense: {
    shape: [784], kind: 'adam', learningRate: 0.003,
    layers: () => [
      dense({ units: 32, activation: 'relu', inputShape: [784], name: 'hidden' }),
      dense({ units: CLASSES, activation: 'softmax', name: 'out' }),
    ],
  },
  cnn: {
    shape: [28, 28, 1], kind: 'sgd', learningRate: 0.02,
    layers: () => [
      conv2D({ filters: 6, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1], name: 'conv' }),
      maxPooling2D(), flatten(), dense({ units: CLASSES, activation: 'softmax', name: 'out' }),
    ],
  },
  lstm: {
    // at a rate of 0.01 what rounding does grows tenfold in 8 steps: no two libraries keep together for long
    shape: [28, 28], kind: 'adam', learningRate: 0.002,
    layers: () => [
      lstm({ units: 16, inputShape: [28, 28], name: 'lstm' }),
      dense({ units: CLASSES, activation: 'softmax', name: 'out' }),
    ],
  },
};

function optimizerOf({ kind, learningRate }: Example): Optimizer {
  return kind === 'adam' ? adam({ learningRate }) : sgd({ learningRate, momentum: 0.9 });
}

/** A model of the layers, at its first values. */
export function made(example: Example): Model {
  const model = sequential(example.layers(), { seed: 18 });
  model.compile({ optimizer: optimizerOf(example), loss: 'sparseCategoricalCrossentropy' });
  return model;
}

export interface Data {
  readonly x: Float32Array;
  readonly y: Uint8Array;
  readonly testX: Float32Array;
  readonly testY: Uint8Array;
}

/** Built-in digits: those of the steps here, then those of the steps there. */
export function dataOf(): Data {
  const { train, test } = digits({ seed: 18, train: 2 * STEPS * BATCH, test: TESTS });
  return { x: train.x, y: train.y, testX: test.x, testY: test.y };
}

/** Trains on as many batches, in their order. Gives the loss of each step. */
export function trained(model: Model, { x, y }: Data, first: number): number[] {
  const size = x.length / y.length;
  return Array.from({ length: STEPS }, (_, i) => {
    const from = (first + i) * BATCH, to = from + BATCH;
    return model.trainOnBatch(x.subarray(from * size, to * size), y.subarray(from, to)).loss;
  });
}
