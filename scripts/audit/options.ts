/**
 * The command line of `bitgrad audit`.
 * @module
 */
import { json, type Command } from '../command/command.ts';
import { output, whole } from '../command/kinds.ts';
import { training, type TrainingOptions } from '../train/options.ts';

export interface Options extends TrainingOptions {
  readonly examples: number;
  readonly html: string | undefined;
  readonly json: boolean;
}

export const audit: Command<Options> = {
  name: 'bitgrad audit',
  does: `Trains the network 784-12-12-10 as bitgrad train does, and looks at its numbers before and after each epoch, on
    the same test examples: ranges of activations and gradients, units whose ReLU is 0, and how far rounding has taken
    every tensor from the same step in binary64.`,
  options: {
    examples: { kind: whole(1), help: 'how many test examples to look at', byDefault: '256' },
    html: { kind: output, help: 'also write one self-contained page, with a weight explained in it' },
    json,
    ...training,
  },
  examples: [
    ['--epochs 1', 'the numbers before training and after an epoch'],
    ['--html audit.html', 'three epochs, as a page'],
  ],
  exits: { 0: 'done' },
};
