/**
 * Signals by which a user ends what runs.
 * @module
 */

import { show, typeError } from './errors.ts';

/** What the platform's AbortSignal offers, as far as it is used. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
  /** Where it is there, waiting for a slow source ends at once. */
  addEventListener?(type: 'abort', listener: () => void): void;
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/** Throws TypeError for an option `signal` that is none. */
export function expectSignal(who: string, value: unknown): asserts value is Abortable {
  if (typeof (Object(value) as { readonly aborted?: unknown }).aborted === 'boolean') return;
  const wanted = 'an AbortSignal, such as the `signal` of an AbortController';
  throw typeError(`${who}: signal must be ${wanted}, got ${show(value)}`);
}
