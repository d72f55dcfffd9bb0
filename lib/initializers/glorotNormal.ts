import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * What is counted, {@link varianceScaling} says.
 *
 * Formula: truncated normal of variance 2/(inputs + outputs)
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010;
 *         Keras' `glorot_normal`.
 */
export const glorotNormal: (options?: InitializerSeed) => Initializer =
  drawingAs('glorotNormal', varianceScaling({ scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' }));
