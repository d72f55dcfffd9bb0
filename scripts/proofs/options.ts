import type { Command } from '../command/command.ts';
import { flag } from '../command/kinds.ts';

/** The command line of `npm run proofs`. */
export const proofs: Command<{ readonly write: boolean }> = {
  name: 'npm run proofs',
  does: `Proves every SIMD kernel equal to its definition for all inputs, at the sizes of the quick suite, and prints
    the table of what is proven.`,
  options: { write: { kind: flag, help: 'put it into lib/kernels/README.md instead' } },
  exits: { 0: 'proven' },
};
