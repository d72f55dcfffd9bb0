/**
 * The networks of the commands.
 * @module
 */
import {
  adam, conv2D, dense, dropout, flatten, maxPooling2D, sequential, sgd, type Layer, type Model, type Optimizer,
} from '../../lib/index.ts';
import { IMAGE_SIZE } from '../../lib/data/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { exponentialDecay } from '../../lib/optimizers/index.ts';
import type { TrainingOptions } from './options.ts';

export const CLASSES = 10;

type Settings = Pick<
  TrainingOptions, 'network' | 'hidden' | 'activation' | 'seed' | 'maxBatch' | 'learningRate' | 'kernels'
>;

/** How each network is trained where it is not said: Adam's rate is the first. */
export const DEFAULTS = {
  report: { epochs: 3, learningRate: 0.1 },
  cnn: { epochs: 8, learningRate: 0.002 },
} as const;

/** A network for digits, compiled: the report's, or the convolutional one. */
export function build(settings: Settings): Model {
  const { network, hidden, activation, seed, maxBatch, kernels } = settings;
  const layers = network === 'cnn' ? convolutional() : reports(hidden, activation);
  const model =
    sequential(layers, { seed, maxBatch, ...(kernels !== undefined && { kernels: createKernels(kernels) }) });
  const { learningRate = DEFAULTS[network ?? 'report'].learningRate } = settings;
  const optimizer = network === 'cnn' ? decayingAdam(learningRate) : sgd({ learningRate });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** The report's section 1.2: flatten, dense layers, softmax; gradient descent; cross-entropy. */
function reports(hidden: Settings['hidden'], activation: Settings['activation']): Layer[] {
  return [
    flatten({ inputShape: [IMAGE_SIZE, IMAGE_SIZE] }),
    ...hidden.map((units) => dense({ units, activation })),
    dense({ units: CLASSES, activation: 'softmax' }),
  ];
}

function convolutional(): Layer[] {
  return [
    conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1] }),
    maxPooling2D(),
    conv2D({ filters: 16, kernelSize: 3, activation: 'relu' }),
    maxPooling2D(),
    flatten(),
    dense({ units: 128, activation: 'relu' }),
    dropout({ rate: 0.4 }),
    dense({ units: CLASSES, activation: 'softmax' }),
  ];
}

/** Its rate falls by a fifth each 1,000 steps. */
function decayingAdam(initialLearningRate: number): Optimizer {
  return adam({ learningRate: exponentialDecay({ initialLearningRate, decaySteps: 1000, decayRate: 0.8 }) });
}
