import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * What is counted, {@link varianceScaling} says.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a seed out of range.
 *
 * Formula: truncated normal of variance 2/(inputs + outputs)
 * Default: seed the model's
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010;
 *         Keras' `glorot_normal`.
 */
export const glorotNormal: (options?: InitializerSeed) => Initializer =
  drawingAs('glorotNormal', varianceScaling({ scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' }));
