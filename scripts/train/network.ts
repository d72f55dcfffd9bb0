/**
 * The network of the commands.
 * @module
 */
import { dense, flatten, sequential, sgd, type Layer, type Model } from '../../lib/index.ts';
import { IMAGE_SIZE } from '../../lib/data/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import type { TrainingOptions } from './options.ts';

export const CLASSES = 10;

type Settings = Pick<TrainingOptions, 'hidden' | 'activation' | 'seed' | 'maxBatch' | 'learningRate' | 'kernels'>;

/** The report's section 1.2: flatten, dense layers, softmax; gradient descent; cross-entropy. */
export function build({ hidden, activation, seed, maxBatch, learningRate, kernels }: Settings): Model {
  const layers: Layer[] = [
    flatten({ inputShape: [IMAGE_SIZE, IMAGE_SIZE] }),
    ...hidden.map((units) => dense({ units, activation })),
    dense({ units: CLASSES, activation: 'softmax' }),
  ];
  const model =
    sequential(layers, { seed, maxBatch, ...(kernels !== undefined && { kernels: createKernels(kernels) }) });
  model.compile({ optimizer: sgd({ learningRate }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}
