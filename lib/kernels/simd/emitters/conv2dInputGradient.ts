/**
 * See lib/kernels/routines/conv2dInputGradient.ts.
 * @module
 */

import { backwardModule } from '../convolution.ts';
import { bindConvolution } from './convolution.ts';
import type { Bind } from './emitter.ts';

export const bind: Bind = bindConvolution('conv2dInputGradient', ['dy', 'kernel', 'dx'], backwardModule,
  ({ window: [h, w], c, groups }) => ({ fixed: 0, perExample: h * w * groups * c }));
