import type { Command } from '../command/command.ts';
import { flag } from '../command/kinds.ts';

/** The command line of `npm run catalogue`. */
export const catalogueCommand: Command<{ readonly write: boolean }> = {
  name: 'npm run catalogue',
  does: 'Prints the tables of what can be named, from formulas and docstrings.',
  options: { write: { kind: flag, help: 'put each into its folder\'s README instead' } },
  exits: { 0: 'done' },
};
