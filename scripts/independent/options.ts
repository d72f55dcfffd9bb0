import type { Command } from '../command/command.ts';
import { flag, inputFolder } from '../command/kinds.ts';

interface Options {
  readonly mnist: string | undefined;
  readonly demand: boolean;
}

/** The command line of `npm run independent`. */
export const independent: Command<Options> = {
  name: 'npm run independent',
  does: `Runs the verifier in tests/independent: Python that was written from lib/CONTRACT.md alone, and shares no code
    with bitgrad. It trains the report's network to our hash, checks all known answers in tests/vectors/contract, and
    verifies a checkpoint and a ledger. Needs python3 with NumPy; says so and stops where they are missing.`,
  options: {
    mnist: {
      kind: inputFolder, help: 'the folder of MNIST\'s files', environment: 'MNIST_DIR', otherwise: 'none, left out',
    },
    demand: { kind: flag, help: 'a missing python3 or NumPy is an error' },
  },
  exits: { 0: 'all is equal, or the verifier could not be run', 1: 'something differs' },
};
