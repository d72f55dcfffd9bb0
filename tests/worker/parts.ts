/**
 * What a model of one's own is made of, as a worker imports it.
 * @module
 */
import { mul } from '../../lib/formula/index.ts';
import { elementwiseActivation, type Activation } from '../../lib/layers/index.ts';

export const doubled: Activation = elementwiseActivation('doubled', ({ z }) => mul(z, 2));
export const custom: readonly Activation[] = [doubled];
