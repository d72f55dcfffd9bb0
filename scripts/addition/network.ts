/**
 * The transformer that adds.
 * @module
 */
import {
  adam, add, cropping1D, dense, embedding, input, layerNormalization, model, type Model, type Optimizer,
} from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  PositionEmbedding, multiHeadAttention, positionEmbedding, type SymbolicTensor,
} from '../../lib/layers/index.ts';
import { exponentialDecay, warmUp } from '../../lib/optimizers/index.ts';
import type { TrainingOptions } from '../train/options.ts';
import { ANSWER, CHARACTERS, STEPS } from './sums.ts';

/** The highest rate where none is said. */
export const LEARNING_RATE = 0.003;

const BLOCKS = 2, WIDTH = 48, HEADS = 4, INNER = 3 * WIDTH;
/** Steps in which the rate rises. */
const RISE = 100;

type Settings = Pick<TrainingOptions, 'seed' | 'maxBatch' | 'learningRate' | 'kernels'>;

/**
 * Reads a sum but for its last character and says, at each of the last steps, which character comes next. No step sees
 * those after it.
 */
export function build({ seed, maxBatch, learningRate = LEARNING_RATE, kernels }: Settings): Model {
  const inputs = input({ shape: [STEPS], name: 'text' });
  const characters = embedding({ inputDim: CHARACTERS.length, outputDim: WIDTH }).apply(inputs);
  let x = add().apply([characters, positionEmbedding({ sequenceLength: STEPS, name: 'position' }).apply(characters)]);
  for (let i = 1; i <= BLOCKS; i++) x = block(x, i);
  const answering = layerNormalization({ name: 'norm' }).apply(cropping1D({ cropping: [STEPS - ANSWER, 0] }).apply(x));
  const outputs = dense({ units: CHARACTERS.length, activation: 'softmax' }).apply(answering);
  const made = model({
    inputs, outputs, seed, maxBatch, ...(kernels !== undefined && { kernels: createKernels(kernels) }),
  });
  made.compile({
    optimizer: optimizer(learningRate), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
  });
  return made;
}

/** Whether a model is this network. */
export function adds({ layers }: Model): boolean {
  return layers.some((layer) => layer instanceof PositionEmbedding);
}

/** Attention, then two dense layers at each step, both added to what they are given. */
function block(x: SymbolicTensor, i: number): SymbolicTensor {
  const normal = layerNormalization({ name: `norm${i}a` }).apply(x);
  const attention = multiHeadAttention({
    numHeads: HEADS, keyDim: WIDTH / HEADS, useCausalMask: true, name: `attention${i}`,
  });
  const seen = add().apply([x, attention.apply([normal, normal])]);
  const again = layerNormalization({ name: `norm${i}b` }).apply(seen);
  const inner = dense({ units: INNER, activation: 'relu' }).apply(again);
  return add().apply([seen, dense({ units: WIDTH }).apply(inner)]);
}

/** Its rate rises in the first steps and then falls to a half each 1,000. */
function optimizer(initialLearningRate: number): Optimizer {
  const then = exponentialDecay({ initialLearningRate, decaySteps: 1000, decayRate: 0.5 });
  return adam({ learningRate: warmUp({ steps: RISE, then }) });
}
