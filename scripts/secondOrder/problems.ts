/**
 * What first- and second-order training are compared on.
 * @module
 */
import { digits } from '../../lib/index.ts';
import { dense, type ActivationName, type Layer } from '../../lib/layers/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import { Philox, normalInto, uniformInto } from '../../lib/random/index.ts';

export interface Problem {
  readonly name: string;
  /** What data, in a line. */
  readonly data: string;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly batchSize: number | 'full';
  /** Passes over the data, forward and backward, that every method gets. */
  readonly budget: number;
  /** Too many parameters for matrices of them. */
  readonly isLarge: boolean;
  /** The network before training, compiled. */
  make(optimizer?: Optimizer): Sequential;
}

function network(
  inputs: number, units: readonly number[], activation: ActivationName, last: ActivationName, loss: LossName,
  seed: number,
) {
  return (optimizer: Optimizer = sgd()): Sequential => {
    const layers: Layer[] = units.map((count, i) => dense({
      units: count, activation: i < units.length - 1 ? activation : last, ...(i === 0 && { inputShape: [inputs] }),
    }));
    const model = sequential(layers, { seed });
    model.compile({ optimizer, loss });
    return model;
  };
}

/**
 * The report's 3-2-3-2 network, taught by one of the same shape with other weights, so that a loss of 0 can be reached.
 */
function report(budget: number): Problem {
  const count = 40, x = new Float32Array(3 * count);
  uniformInto(new Philox(1), x, -1, 1);
  const teacher = network(3, [2, 3, 2], 'tanh', 'linear', 'halfSquaredError', 11)();
  normalInto(new Philox(2), teacher.theta, 0, 1);
  return {
    name: '3-2-3-2 network', data: `${count} examples taught by a network of the same shape, tanh, half squared error`,
    x, y: teacher.predict(x), batchSize: 'full', budget, isLarge: false,
    make: network(3, [2, 3, 2], 'tanh', 'linear', 'halfSquaredError', 3),
  };
}

/** A curve with noise. */
function regression(budget: number): Problem {
  const count = 64, noise = new Float32Array(count);
  normalInto(new Philox(4), noise, 0, 1);
  const x = Float32Array.from({ length: count }, (_, i) => (2 * i) / (count - 1) - 1);
  const y = x.map((v, i) => v * v * v - v / 2 + 0.5 * Math.sin(5 * v) + 0.02 * noise[i]);
  return {
    name: 'regression 1-16-1', data: `${count} points of a curve with noise of 0.02, tanh, mean squared error`,
    x, y, batchSize: 'full', budget, isLarge: false, make: network(1, [16, 1], 'tanh', 'linear', 'meanSquaredError', 5),
  };
}

/** Where first-order steps are cheap: they need a small part of the data each. */
function images(budget: number): Problem {
  const { train } = digits({ seed: 0, train: 2000, test: 1 });
  return {
    name: 'digits 784-12-12-10',
    data: '2,000 of the built-in digits, ReLU, cross-entropy; first-order methods in batches of 32',
    x: train.x, y: Float32Array.from(train.y), batchSize: 32, budget, isLarge: true,
    make: network(784, [12, 12, 10], 'relu', 'softmax', 'sparseCategoricalCrossentropy', 0),
  };
}

/** All of them, or small editions. */
export function problems(isQuick: boolean): Problem[] {
  return [report(isQuick ? 400 : 2000), regression(isQuick ? 400 : 2000), ...(isQuick ? [] : [images(60)])];
}
