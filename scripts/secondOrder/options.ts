import { json, type Command } from '../command/command.ts';
import { flag } from '../command/kinds.ts';

export interface Options {
  readonly quick: boolean;
  readonly json: boolean;
}

/** The command line of `npm run second-order`. */
export const secondOrder: Command<Options> = {
  name: 'npm run second-order',
  does: `Trains the same networks by Adam, by gradient descent, each at the best of five rates, and by minimizers that
    use curvature, and shows what each reaches for how much work.`,
  options: {
    quick: { kind: flag, help: 'the two small networks only, on a fifth of the work' },
    json,
  },
  exits: { 0: 'done' },
};
