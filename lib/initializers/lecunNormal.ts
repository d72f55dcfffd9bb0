import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * For layers with SELU; what is counted, {@link varianceScaling} says.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a seed out of range.
 *
 * Formula: truncated normal of variance 1/inputs
 * Default: seed the model's
 * Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998; Keras' `lecun_normal`.
 */
export const lecunNormal: (options?: InitializerSeed) => Initializer =
  drawingAs('lecunNormal', varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' }));
