/**
 * Whether derivatives go through all that layers and losses do.
 * @module
 */

import type { List } from '../kernels/index.ts';
import { lostDerivative, noDerivative } from './noDerivative.ts';
import { tangentProgram } from './tangentProgram.ts';

/**
 * Throws TypeError by the name of a layer or loss with a call that loses the derivative: one in plain TypeScript
 * that reads what depends on θ (one that reads nothing, as a draw of noise, writes constants), a routine that returns
 * a number, a formula on the bits of floats.
 */
export function expectDifferentiable(lists: readonly { readonly user: string; readonly list: List }[]): void {
  for (const { user, list } of lists) {
    for (const call of list) {
      const refuse = (reason: string): never => {
        throw noDerivative(user, reason);
      };
      if ('body' in call) expectDifferentiable([{ user, list: call.body }]);
      else if ('routine' in call) {
        if (call.routine.program !== undefined) tangentProgram(call.routine.program, refuse);
        else if (call.routine.returns === 'number') lostDerivative(call.routine, user)();
      } else if ('host' in call && call.reads.length > 0) {
        refuse(`'${call.host}' is plain TypeScript; kernels and formulas would keep the derivative`);
      }
    }
  }
}
