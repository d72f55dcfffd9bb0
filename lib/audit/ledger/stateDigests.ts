/**
 * Digests of what training has come to, the same when a ledger is written and when it is checked.
 * @module
 */

import { sha256 } from '../../core/digest.ts';
import { bitsOf } from '../../core/hex.ts';
import type { Model } from '../../model/index.ts';
import { sha256OfNumbers } from './arrayDigest.ts';

export interface StateDigests {
  readonly theta: string;
  readonly beside?: string;
  readonly slots: string;
}

/**
 * Of θ, of what layers keep beside it, and of all that the optimizer goes on from. Throws NonFiniteError where there
 * is a NaN in them.
 */
export function stateDigests({ theta, state, optimizer }: Model): StateDigests {
  const { iterations, scalars, slots } = optimizer.getWeights(theta);
  const numbers = Object.keys(scalars).sort().map((name) => `${name} ${bitsOf(scalars[name])}`);
  const digests = Object.keys(slots).sort().map((name) => `${name} ${sha256OfNumbers(name, slots[name])}`);
  const lines = [`iterations ${iterations}`, ...numbers, ...digests].join('\n');
  return {
    theta: sha256OfNumbers('theta', theta),
    ...(state.length > 0 && { beside: sha256OfNumbers('state', state) }),
    slots: sha256(Uint8Array.from(lines, (c) => c.charCodeAt(0))),
  };
}
