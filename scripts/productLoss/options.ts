import type { Command } from '../command/command.ts';

/** The command line of `npm run product-loss`. */
export const productLoss: Command<object> = {
  name: 'npm run product-loss',
  does: `Prints the report's notebook A: gradient descent and RMSProp on J(θ) = θ₁·θ₂·…, which has a saddle at 0; its
    five iterations one by one, with RMSProp's vector of rates, and where 100 lead.`,
  options: {},
  exits: { 0: 'done', 1: 'something failed' },
};
