import type { Initializer } from './initializer.ts';
import { varianceScaling } from './varianceScaling.ts';

/**
 * Uniform in [−limit, limit), limit = √(3/inputs); see {@link varianceScaling}.
 *
 * Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998; as Keras' `lecun_uniform`.
 */
export const lecunUniform: Initializer = varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'uniform' });
