import { drawingAs, type InitializerSeed } from './drawing.ts';
import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * For layers with SELU; what is counted, {@link varianceScaling} says.
 *
 * Formula: truncated normal of variance 1/inputs
 * Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998; Keras' `lecun_normal`.
 */
export const lecunNormal: (options?: InitializerSeed) => Initializer =
  drawingAs('lecunNormal', varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' }));
