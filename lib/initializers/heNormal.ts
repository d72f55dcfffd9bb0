import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * For layers with ReLU; what is counted, {@link varianceScaling} says.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a seed out of range.
 *
 * Formula: truncated normal of variance 2/inputs
 * Default: seed the model's
 * Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015; Keras' `he_normal`.
 */
export const heNormal: (options?: InitializerSeed) => Initializer =
  drawingAs('heNormal', varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' }));
