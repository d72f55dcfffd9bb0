import type { Command } from '../command/command.ts';
import { methods } from './methods.ts';

/** The command line of `npm run minimizers`. */
export const minimizers: Command<object> = {
  name: 'npm run minimizers',
  does: 'Runs minimizers, those named or all, on the problems of Moré, Garbow and Hillstrom, beside SciPy.',
  operands: { shown: '[NAME…]', what: 'a minimizer', least: 0, most: Infinity, words: methods.map(({ name }) => name) },
  options: {},
  exits: { 0: 'done', 1: 'something failed' },
};
