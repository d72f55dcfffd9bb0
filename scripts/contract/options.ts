import type { Command } from '../command/command.ts';
import { flag } from '../command/kinds.ts';

/** The command line of `npm run contract`. */
export const contractCommand: Command<{ readonly write: boolean }> = {
  name: 'npm run contract',
  does: 'Prints the parts of lib/CONTRACT.md that are made from what runs.',
  options: {
    write: { kind: flag, help: 'put them into the document, and the known answers into tests/vectors/contract' },
  },
  exits: { 0: 'done' },
};
