import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * What is counted, {@link varianceScaling} says.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a seed out of range.
 *
 * Formula: uniform in [−limit, limit), limit = √(3/inputs)
 * Default: seed the model's
 * Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998; Keras' `lecun_uniform`.
 */
export const lecunUniform: (options?: InitializerSeed) => Initializer =
  drawingAs('lecunUniform', varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'uniform' }));
