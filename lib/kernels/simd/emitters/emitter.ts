/**
 * A routine on SIMD.
 * @module
 */

import type { BoundCall } from '../../calls.ts';
import type { LocatedCall } from '../located.ts';
import type { Linked } from '../modules.ts';

/**
 * Binds a call whose operands lie in the memory that is linked; undefined where it has no SIMD form, as for strides
 * that it lacks.
 */
export type Bind = (linked: Linked, call: LocatedCall) => BoundCall | undefined;
