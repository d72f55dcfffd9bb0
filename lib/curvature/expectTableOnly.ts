/**
 * Whether layers and losses leave their arithmetic to the table of kernels, which alone can be differentiated.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import type { Plan } from '../model/plan.ts';
import { noDerivative } from './noDerivative.ts';

/**
 * Throws TypeError by the name of a layer or loss with a call in plain TypeScript that reads what depends on θ. One that reads
 * nothing, as a draw of noise, writes constants.
 */
export function expectTableOnly({ hosts }: Plan<FloatArray>): void {
  for (const { user, call: { host, reads } } of hosts) {
    if (reads.length > 0) throw noDerivative(user, `'${host}' is plain TypeScript; kernels and formulas would keep the derivative`);
  }
}
