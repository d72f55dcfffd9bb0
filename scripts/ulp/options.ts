import type { Command } from '../command/command.ts';
import { flag } from '../command/kinds.ts';
import { activationUnaries, elementaryUnaries } from './unaries.ts';

export interface Options {
  readonly record: boolean;
  readonly write: boolean;
}

/** The command line of `npm run ulp`. */
export const ulp: Command<Options> = {
  name: 'npm run ulp',
  does: `Prints the largest errors of every formula of one variable, over all 2³² inputs as recorded and over a sample
    of a million; of those named, or of all.`,
  operands: {
    shown: '[NAME…]', what: 'a formula', least: 0, most: Infinity,
    words: [...elementaryUnaries(), ...activationUnaries()].map(({ name }) => name),
  },
  options: {
    record: { kind: flag, help: 'sweep the activations over all inputs, some minutes each, and record what is found' },
    write: { kind: flag, help: 'put the record\'s table into lib/kernels/README.md' },
  },
  exits: { 0: 'done' },
};
