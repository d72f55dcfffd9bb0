/**
 * A small model and data whose rows can be told apart.
 * @module
 */
import { Philox } from '../../lib/core/philox.ts';
import { dense } from '../../lib/layers/index.ts';
import type { Metric } from '../../lib/metrics/index.ts';
import {
  sequential, type FitOptions, type History, type Sequential, type SequentialOptions,
} from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';

/** Row r of y is r itself, so a metric that sees targets knows which examples it sees. */
export function numbered(count: number): { x: Float32Array; y: Float32Array } {
  return { x: operands(new Philox(41), 2 * count), y: Float32Array.from({ length: count }, (_, i) => i) };
}

/** A metric that notes the rows of each forward pass of training, in order; its value is their number. */
export function rowRecorder(): { metric: Metric; epochs: number[][] } {
  const epochs: number[][] = [];
  let counts = 0;
  const metric: Metric = {
    name: 'rows',
    start() {
      const isEpoch = counts++ === 1; // batch, epoch, evaluation
      let seen = 0;
      return {
        update(_prediction, targets, batch) {
          seen += batch;
          if (isEpoch) epochs.at(-1)?.push(...targets.subarray(0, batch));
        },
        result: () => seen,
        reset() {
          seen = 0;
          if (isEpoch) epochs.push([]);
        },
      };
    },
  };
  return { metric, epochs };
}

/** 2 inputs, 3 hidden units, 1 output, mean squared error; a rate small enough for targets as large as `numbered`'s. */
export function smallModel(
  options: SequentialOptions = {}, metrics: readonly Metric[] = [], learningRate: number = 1e-6,
): Sequential {
  const model = sequential([dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })], options);
  model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError', metrics });
  return model;
}

/** The order of the rows in each epoch of a fit on `count` numbered rows. */
export async function orders(
  count: number, fitOptions: FitOptions, options: SequentialOptions = {},
): Promise<{ epochs: number[][]; history: History }> {
  const { metric, epochs } = rowRecorder();
  const { x, y } = numbered(count);
  const history = await smallModel(options, [metric]).fit(x, y, fitOptions);
  return { epochs, history };
}
