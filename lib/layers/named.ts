/**
 * The kinds of layers by name, for files.
 * @module
 */

import { family, type Family } from '../core/family.ts';
import { ActivationLayer } from './activationLayer.ts';
import { AlphaDropout } from './alphaDropout.ts';
import { BatchNormalization } from './batchNormalization.ts';
import { Dense } from './dense.ts';
import { Dropout } from './dropout.ts';
import { Flatten } from './flatten.ts';
import { GaussianNoise } from './gaussianNoise.ts';
import type { Layer } from './layer.ts';
import { LayerNormalization } from './layerNormalization.ts';
import { PReLU } from './prelu.ts';
import { Reshape } from './reshape.ts';

/** Each by its `kind`; made of what `getConfig` gives. */
export const layerFamily: Family<Layer> = family<Layer>({
  kind: 'layers',
  classes: {
    activation: ActivationLayer, alphaDropout: AlphaDropout, batchNormalization: BatchNormalization, dense: Dense,
    dropout: Dropout, flatten: Flatten, gaussianNoise: GaussianNoise, layerNormalization: LayerNormalization,
    prelu: PReLU, reshape: Reshape,
  },
});
