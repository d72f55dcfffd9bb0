/**
 * What makes the calls of a plan.
 * @module
 */

import { callsOf, type Calls, type Tensor } from '../kernels/index.ts';

export const calls: Calls<Tensor> = callsOf();
