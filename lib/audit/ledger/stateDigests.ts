/**
 * Digests of what training has come to, the same when a ledger is written and when it is checked.
 * @module
 */
import { bitsOf } from '../../core/hex.ts';
import type { Indices } from '../../kernels/index.ts';
import type { Sequential } from '../../model/index.ts';
import { littleEndian, sha256, sha256OfNumbers } from './digest.ts';

/** Digits of a batch's digest: 128 bits. */
const ROWS_DIGITS = 32;

export interface StateDigests {
  readonly theta: string;
  readonly beside?: string;
  readonly slots: string;
}

/** Of θ, of what layers keep beside it, and of all that the optimizer goes on from. Throws NonFiniteError where there is a NaN in them. */
export function stateDigests({ theta, state, optimizer }: Sequential): StateDigests {
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

/** Of the numbers of a batch's examples: those that `order` lists from `first` on, or first, first + 1, … without it. */
export function rowsDigest(order: Indices | undefined, first: number, count: number, rows: Uint32Array): string {
  for (let i = 0; i < count; i++) rows[i] = order === undefined ? first + i : order[first + i];
  return sha256(littleEndian(rows.subarray(0, count))).slice(0, ROWS_DIGITS);
}
