import { json, type Command } from '../command/command.ts';
import { output } from '../command/kinds.ts';

export interface Options {
  readonly svg: string | undefined;
  readonly json: boolean;
}

/** The command line of `bitgrad taylor-newton`. */
export const taylorNewton: Command<Options> = {
  name: 'bitgrad taylor-newton',
  does: `Prints the report's notebook B: Taylor expansions and Newton's method with all that they are made of, and how
    gradient descent, RMSProp, BFGS and Newton come down two functions.`,
  options: { svg: { kind: output, help: 'draw their ways' }, json },
  examples: [['', 'the notebook\'s numbers'], ['--svg ways.svg', 'and the ways, drawn']],
  exits: { 0: 'done' },
};
