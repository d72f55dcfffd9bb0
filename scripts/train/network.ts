/**
 * The networks of the commands.
 * @module
 */
import {
  adam, conv2D, dense, dropout, flatten, maxPooling2D, sequential, sgd, type Layer, type Model, type Optimizer,
} from '../../lib/index.ts';
import { IMAGE_SIZE } from '../../lib/data/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { Conv2D, LSTM, lstm } from '../../lib/layers/index.ts';
import { exponentialDecay } from '../../lib/optimizers/index.ts';
import type { TrainingOptions } from './options.ts';

export const CLASSES = 10;

type Settings = Pick<
  TrainingOptions, 'network' | 'hidden' | 'activation' | 'seed' | 'maxBatch' | 'learningRate' | 'kernels'
> & { readonly shards?: number };

/** A network for digits, and how it is trained where it is not said. */
interface Recipe {
  readonly epochs: number;
  /** Of a rate that decays the first. */
  readonly learningRate: number;
  readonly optimizer: (learningRate: number) => Optimizer;
  readonly layers: (settings: Settings) => Layer[];
}

/** That of the report's section 1.2: flatten, dense layers, softmax; gradient descent; cross-entropy. */
export const REPORTS: Recipe = {
  epochs: 3,
  learningRate: 0.1,
  optimizer: (learningRate) => sgd({ learningRate }),
  layers: ({ hidden, activation }) => [
    flatten({ inputShape: [IMAGE_SIZE, IMAGE_SIZE] }),
    ...hidden.map((units) => dense({ units, activation })),
    dense({ units: CLASSES, activation: 'softmax' }),
  ],
};

export const NETWORK_NAMES = ['cnn', 'lstm'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** One with a name, known by a layer that no other has. */
interface NamedRecipe extends Recipe {
  readonly what: string;
  readonly isMadeOf: (layer: Layer) => boolean;
}

export const NETWORKS: Readonly<Record<NetworkName, NamedRecipe>> = {
  cnn: {
    what: 'two convolutions, each with pooling',
    isMadeOf: (layer) => layer instanceof Conv2D,
    epochs: 8,
    learningRate: 0.002,
    optimizer: decayingAdam,
    layers: () => [
      conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [IMAGE_SIZE, IMAGE_SIZE, 1] }),
      maxPooling2D(),
      conv2D({ filters: 16, kernelSize: 3, activation: 'relu' }),
      maxPooling2D(),
      flatten(),
      dense({ units: 128, activation: 'relu' }),
      dropout({ rate: 0.4 }),
      dense({ units: CLASSES, activation: 'softmax' }),
    ],
  },
  lstm: {
    what: 'long short-term memory, which reads an image row by row',
    isMadeOf: (layer) => layer instanceof LSTM,
    epochs: 4,
    learningRate: 0.004,
    optimizer: decayingAdam,
    layers: () => [
      lstm({ units: 64, inputShape: [IMAGE_SIZE, IMAGE_SIZE] }),
      dense({ units: CLASSES, activation: 'softmax' }),
    ],
  },
};

/** The report's without a name. */
export function recipeOf(name: NetworkName | undefined): Recipe {
  return name === undefined ? REPORTS : NETWORKS[name];
}

/** The name of the network that a model is; the report's has none. */
export function networkNameOf({ layers }: Model): NetworkName | undefined {
  return NETWORK_NAMES.find((name) => layers.some(NETWORKS[name].isMadeOf));
}

/** A network for digits, compiled. */
export function build(settings: Settings): Model {
  const { network, seed, maxBatch, kernels } = settings, recipe = recipeOf(network);
  const { learningRate = recipe.learningRate, shards = 1 } = settings;
  const model = sequential(
    recipe.layers(settings), { seed, maxBatch, ...(kernels !== undefined && { kernels: createKernels(kernels) }) },
  );
  const optimizer = recipe.optimizer(learningRate);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], shards });
  return model;
}

/** Its rate falls by a fifth each 1,000 steps. */
function decayingAdam(initialLearningRate: number): Optimizer {
  return adam({ learningRate: exponentialDecay({ initialLearningRate, decaySteps: 1000, decayRate: 0.8 }) });
}
