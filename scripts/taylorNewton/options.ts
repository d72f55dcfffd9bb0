import type { Command } from '../command/command.ts';
import { output } from '../command/kinds.ts';

export interface Options {
  readonly svg: string | undefined;
}

/** The command line of `npm run taylor-newton`. */
export const taylorNewton: Command<Options> = {
  name: 'npm run taylor-newton',
  does: `Prints the report's notebook B: Taylor expansions and Newton's method with all that they are made of, and how
    gradient descent, RMSProp, BFGS and Newton come down two functions.`,
  options: { svg: { kind: output, help: 'draw their ways' } },
  exits: { 0: 'done', 1: 'something failed' },
};
