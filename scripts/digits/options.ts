import type { Command } from '../command/command.ts';
import { text, whole } from '../command/kinds.ts';

interface Options {
  readonly out: string;
  readonly seed: number;
  readonly train: number;
  readonly test: number;
}

/** The command line of `npm run digits`. */
export const digitsCommand: Command<Options> = {
  name: 'npm run digits',
  does: 'Writes the built-in digits as the four files of MNIST, and prints their SHA-256.',
  options: {
    out: { kind: text('DIR'), help: 'the folder, made where there is none', byDefault: 'data/digits' },
    seed: { kind: whole(0), help: 'governs the digits', byDefault: '0' },
    train: { kind: whole(1), help: 'how many to train on', byDefault: '40000' },
    test: { kind: whole(1), help: 'how many to judge by', byDefault: '5000' },
  },
  exits: { 0: 'written' },
};
