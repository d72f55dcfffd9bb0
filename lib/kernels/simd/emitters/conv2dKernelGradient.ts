/**
 * See lib/kernels/routines/conv2dKernelGradient.ts.
 * @module
 */

import { kernelGradientModule } from '../kernelGradient.ts';
import { bindConvolution } from './convolution.ts';
import type { Bind } from './emitter.ts';

export const bind: Bind = bindConvolution('conv2dKernelGradient', ['x', 'dy', 'dKernel'], kernelGradientModule,
  ({ window: [, , , , kh, kw], c, f, groups }) => ({ fixed: kh * kw * c * groups * f, perExample: 0 }));
