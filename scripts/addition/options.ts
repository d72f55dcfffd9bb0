/**
 * The command line of `bitgrad addition`.
 * @module
 */
import type { Command } from '../command/command.ts';
import { number } from '../command/kinds.ts';
import { LEARNING_RATE } from './network.ts';
import { train, training, type Options as TrainOptions, type TrainingOptions } from '../train/options.ts';

export interface Options
  extends Pick<TrainingOptions, 'epochs' | 'batchSize' | 'seed' | 'maxIterations' | 'maxBatch' | 'kernels'>,
  Pick<TrainOptions, 'save' | 'saveEvery' | 'ledger' | 'json'> {
  /** The highest. */
  readonly learningRate: number;
}

const { save, saveEvery, ledger, json } = train.options;

export const addition: Command<Options> = {
  name: 'bitgrad addition',
  does: `Trains a transformer to add: it reads sums of two-digit numbers as text, 07+95=102, and learns which character
    comes next in the answer. Of all 10,000 sums a fifth is held out; after each epoch it answers those by itself.`,
  options: {
    epochs: { ...training.epochs, help: 'passes over the 8,000 sums to train on', byDefault: '12' },
    batchSize: { ...training.batchSize, help: 'sums a step, or \'full\'', byDefault: '64' },
    learningRate: { kind: number, help: 'the highest step length of Adam', byDefault: String(LEARNING_RATE) },
    seed: { ...training.seed, help: 'governs weights, order and which sums are held out' },
    maxIterations: training.maxIterations,
    maxBatch: training.maxBatch,
    kernels: training.kernels,
    save, saveEvery, ledger, json,
  },
  examples: [
    ['', '12 epochs, and which held-out sums are right after each'],
    ['--epochs 1 --save sums.state --ledger sums.ledger', 'for bitgrad explain --load, and for bitgrad verify'],
  ],
  notes: `bitgrad explain --load FILE shows why a weight of the network of --save moved. Ctrl-C ends training after the
    step that runs, with --save and --ledger whole; once more ends at once.`,
  exits: { 0: 'trained' },
};
