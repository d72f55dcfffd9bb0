/**
 * See lib/kernels/routines/conv2d.ts.
 * @module
 */

import { forwardModule } from '../convolution.ts';
import { bindConvolution } from './convolution.ts';
import type { Bind } from './emitter.ts';

export const bind: Bind = bindConvolution('conv2d', ['x', 'kernel', 'y'], forwardModule,
  ({ window: [, , oh, ow], f, groups }) => ({ fixed: 0, perExample: oh * ow * groups * f }));
