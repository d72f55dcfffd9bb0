import { json, type Command } from '../command/command.ts';

export interface Options {
  readonly json: boolean;
}

/** The command line of `bitgrad product-loss`. */
export const productLoss: Command<Options> = {
  name: 'bitgrad product-loss',
  does: `Prints the report's notebook A: gradient descent and RMSProp on J(θ) = θ₁·θ₂·…, which has a saddle at 0; its
    five iterations one by one, with RMSProp's vector of rates, and where 100 lead.`,
  options: { json },
  examples: [['', 'from (1, 1) and from (2, 3, 4)']],
  exits: { 0: 'done' },
};
