import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * Truncated normal with variance 1/inputs, for layers with SELU; see {@link varianceScaling}.
 *
 * Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998; as Keras' `lecun_normal`.
 */
export const lecunNormal: Initializer = varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' });
