/**
 * The regularizers that an option may name.
 * @module
 */

import { l1 } from './l1.ts';
import { l1l2 } from './l1l2.ts';
import { l2 } from './l2.ts';
import type { Regularizer } from './regularizer.ts';

/** Those that an option may name, with factors of 0.01. */
export const regularizers: Readonly<Record<RegularizerName, Regularizer>> = { l1: l1(), l2: l2(), l1l2: l1l2() };

export type RegularizerName = 'l1' | 'l2' | 'l1l2';
