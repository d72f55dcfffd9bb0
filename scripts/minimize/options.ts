import { json, type Command } from '../command/command.ts';
import { methods } from './methods.ts';

export interface Options {
  readonly json: boolean;
}

/** The command line of `bitgrad minimize`. */
export const minimize: Command<Options> = {
  name: 'bitgrad minimize',
  does: 'Runs minimizers, those named or all, on the problems of Moré, Garbow and Hillstrom, beside SciPy.',
  operands: { shown: '[NAME…]', what: 'a minimizer', least: 0, most: Infinity, words: methods.map(({ name }) => name) },
  options: { json },
  examples: [['bfgs lbfgs', 'these two'], ['nelderMead --json', 'its rows, for a program']],
  exits: { 0: 'done' },
};
