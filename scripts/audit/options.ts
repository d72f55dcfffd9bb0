/**
 * The command line of `npm run audit`.
 * @module
 */
import type { Command } from '../command/command.ts';
import { flag, output, whole } from '../command/kinds.ts';
import { training, type TrainingOptions } from '../train/options.ts';

export interface Options extends TrainingOptions {
  readonly examples: number;
  readonly html: string | undefined;
  readonly json: boolean;
}

export const audit: Command<Options> = {
  name: 'npm run audit',
  does: `Trains the network 784-12-12-10 as npm start does, and looks at its numbers before and after each epoch, on the
    same test examples: ranges of activations and gradients, units whose ReLU is 0, and how far rounding has taken every
    tensor from the same step in binary64.`,
  options: {
    examples: { kind: whole(1), help: 'how many test examples to look at', byDefault: '256' },
    html: { kind: output, help: 'also write one self-contained page, with a weight explained in it' },
    json: { kind: flag, help: 'print a JSON object as the last line' },
    ...training,
  },
  exits: { 0: 'done', 1: 'something failed' },
};
