/**
 * See lib/kernels/routines/biasAdd.ts.
 * @module
 */

import type { Bind } from './emitter.ts';
import { onRows } from './onRows.ts';

export const bind: Bind = onRows('biasAdd', 'b', (f, x, b) => f.f32x4.add(x, b));
