import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * The limit is rounded to binary32; what is counted, {@link varianceScaling} says.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a seed out of range.
 *
 * Formula: uniform in [−limit, limit), limit = √(6/(inputs + outputs))
 * Default: seed the model's
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010;
 *         Keras' `glorot_uniform`.
 */
export const glorotUniform: (options?: InitializerSeed) => Initializer =
  drawingAs('glorotUniform', varianceScaling({ scale: 1, mode: 'fanAvg', distribution: 'uniform' }));
