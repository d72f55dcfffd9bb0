/**
 * The trainings whose bits every engine must have: the report's network with each optimizer, a deep one with all that
 * layers do, and small ones for each member of each family. What is entered in a family is trained by itself.
 * @module
 */
import { Philox } from '../../lib/core/philox.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { constraints } from '../../lib/constraints/index.ts';
import { digits } from '../../lib/data/index.ts';
import { initializers } from '../../lib/initializers/index.ts';
import {
  activations, alphaDropout, batchNormalization, dense, dropout, gaussianNoise, layerNormalization, prelu,
  type Layer,
} from '../../lib/layers/index.ts';
import { losses, toLoss, type Loss, type LossName } from '../../lib/losses/index.ts';
import type { FitOptions } from '../../lib/model/index.ts';
import { optimizerFamily, scheduleFamily } from '../../lib/optimizers/registry.ts';
import { exponentialDecay, sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import { regularizers } from '../../lib/regularizers/index.ts';
import { lastActivations, middles, optioned } from '../curvature/networks.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';
import { rows } from '../optimizers/rows.ts';

export interface Training {
  readonly name: string;
  readonly layers: () => readonly Layer[];
  readonly loss: LossName | Loss;
  readonly optimizer: () => Optimizer;
  readonly data: () => { readonly x: Float32Array; readonly y: ArrayLike<number> };
  readonly fit: FitOptions;
  /** How many examples are computed at once where batches are split; it divides no batch. */
  readonly part: number;
}

const EXAMPLES = 500, CLASSES = 10, PIXELS = 784;
let images: ReturnType<Training['data']> | undefined;

/** Batches of 16, the last of an epoch of 4. */
const ofDigits = {
  loss: 'sparseCategoricalCrossentropy', fit: { batchSize: 16 }, part: 6,
  data: () => images ??= digits({ train: EXAMPLES, test: 1 }).train,
} as const;

/** A stack of dense layers from the pixels to the classes, with what stands between them. */
function classifier(units: number, activation: 'relu' | 'tanh', ...inner: readonly Layer[]): readonly Layer[] {
  return [
    dense({ units, activation, inputShape: [PIXELS] }), ...inner, dense({ units: CLASSES, activation: 'softmax' }),
  ];
}

function withOptimizer(name: string): Training {
  const { options } = rows[name].train;
  return {
    ...ofDigits, name: `optimizer ${name}`,
    layers: () => classifier(12, 'relu', dense({ units: 12, activation: 'relu' })),
    optimizer: () => optimizerFamily.make(name, options) ?? optimizerFamily.resolve('trainings', 'optimizer', name),
  };
}

const rate = (learningRate: number) => (): Optimizer => sgd({ learningRate });

const deep: readonly Training[] = [
  {
    ...ofDigits, name: 'deep with noise', optimizer: rate(0.02),
    layers: () => classifier(
      67, 'tanh', dropout({ rate: 0.2 }), layerNormalization(), dense({ units: 35, activation: 'selu' }),
      alphaDropout({ rate: 0.1 }), prelu({ alphaInitializer: 'ones' }), gaussianNoise({ stddev: 0.1 }),
    ),
  },
  {
    ...ofDigits, name: 'deep with batch normalization', optimizer: rate(0.02),
    layers: () => classifier(
      67, 'relu', batchNormalization(), dense({ units: 35, activation: 'relu' }), batchNormalization(),
      dropout({ rate: 0.3 }),
    ),
  },
  {
    ...ofDigits, name: 'clipped, accumulated and averaged',
    fit: { batchSize: 16, classWeight: Object.fromEntries(Array.from({ length: CLASSES }, (_, i) => [i, 1 + i / 7])) },
    layers: () => classifier(19, 'tanh'),
    optimizer: () => sgd({
      learningRate: exponentialDecay({ initialLearningRate: 0.2, decaySteps: 40, decayRate: 0.7 }), momentum: 0.9,
      globalClipnorm: 0.5, accumulationSteps: 3, average: { kind: 'exponential' },
    }),
  },
];

const SMALL = 90, INPUTS = 4, OUTPUTS = 3, UNITS = 19;

/** Of numbers as the loss takes them; batches of 16, the last of an epoch of 10. */
function small(name: string, layers: () => readonly Layer[], loss: LossName | Loss = 'meanSquaredError'): Training {
  return {
    name, layers, loss, optimizer: rate(0.01), fit: { batchSize: 16 }, part: 7,
    data: () => ({ x: operands(new Philox(5, 2 ** 40), SMALL * INPUTS), y: targetsFor(loss) }),
  };
}

function targetsFor(loss: LossName | Loss): Float32Array {
  const random = new Philox(9, 2 ** 40);
  if (toLoss('trainings', 'loss', loss).target === 'vector') return meant(loss, operands(random, SMALL * OUTPUTS));
  return Float32Array.from({ length: SMALL }, () => random.nextBelow(OUTPUTS));
}

const inputShape: Shape = [INPUTS];
const first = (): Layer => dense({ units: 4, activation: 'tanh', inputShape });
const last = (): Layer => dense({ units: OUTPUTS });

const entries = <T>(family: Readonly<Record<string, T>>): [string, T][] => Object.entries<T>(family);

function ofLoss(name: string, loss: LossName | Loss): Training[] {
  return lastActivations(loss).map((activation) => small(
    `loss ${name} after ${activation}`,
    () => [dense({ units: UNITS, activation: 'tanh', inputShape }), dense({ units: OUTPUTS, activation })], loss,
  ));
}

/** What schedules need beside the first rate. */
const SPANS: Readonly<Record<string, object>> = {
  cosineRestarts: { initialLearningRate: 0.05, firstDecaySteps: 30 },
  exponentialDecay: { initialLearningRate: 0.05, decaySteps: 30, decayRate: 0.7 },
  inverseTimeDecay: { initialLearningRate: 0.05, decaySteps: 30, decayRate: 0.7 },
  piecewiseConstant: { boundaries: [60, 120], values: [0.05, 0.02, 0.01] },
  warmUp: { steps: 20, then: 0.05 },
};

function ofSchedule(name: string): Training {
  const options = SPANS[name] ?? { initialLearningRate: 0.05, decaySteps: 300 };
  return {
    ...small(`schedule ${name}`, () => [first(), last()]),
    optimizer: () => sgd({ learningRate: scheduleFamily.make(name, options) ?? 0 }),
  };
}

export const trainings: readonly Training[] = [
  ...optimizerFamily.names.map(withOptimizer),
  ...deep,
  ...entries(middles).map(([name, make]) => small(`layer ${name}`, () => [first(), ...make(), last()])),
  ...entries(activations).map(([name, activation]) => small(
    `activation ${name}`, () => [dense({ units: UNITS, activation, inputShape }), last()],
  )),
  ...entries(losses).flatMap(([name]) => ofLoss(name, name as LossName)),
  ...optioned.flatMap((loss, i) => ofLoss(`${loss.name} with options (${i})`, loss)),
  ...entries(initializers).map(([name, kernelInitializer]) => small(
    `initializer ${name}`, () => [first(), dense({ units: 4, kernelInitializer }), last()],
  )),
  ...entries(regularizers).map(([name, kernelRegularizer]) => small(
    `regularizer ${name}`, () => [dense({ units: UNITS, kernelRegularizer, inputShape }), last()],
  )),
  ...entries(constraints).map(([name, kernelConstraint]) => small(
    `constraint ${name}`, () => [dense({ units: UNITS, kernelConstraint, inputShape }), last()],
  )),
  ...scheduleFamily.names.map(ofSchedule),
];
