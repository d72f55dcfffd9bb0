/**
 * See lib/kernels/routines/scaleColumns.ts.
 * @module
 */

import type { Bind } from './emitter.ts';
import { onRows } from './onRows.ts';

export const bind: Bind = onRows('scaleColumns', 's', (f, x, s) => f.f32x4.mul(x, s));
