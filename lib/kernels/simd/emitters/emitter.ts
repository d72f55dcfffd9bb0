/**
 * A routine on SIMD.
 * @module
 */

import type { BoundCall } from '../../calls.ts';
import type { Invocation } from '../invocation.ts';
import type { LocatedCall } from '../located.ts';
import type { Linked } from '../modules.ts';

/**
 * What a call whose operands lie in the memory that is linked comes to: invocations, or a bound call where these do
 * not say it; undefined where it has no SIMD form, as for strides that it lacks.
 */
export type Bind = (linked: Linked, call: LocatedCall) => readonly Invocation[] | BoundCall | undefined;

/** A routine on SIMD. */
export interface Emitter {
  readonly bind: Bind;
}
