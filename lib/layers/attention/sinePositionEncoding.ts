/**
 * sinePositionEncoding.
 * @module
 */

import { expectKnownOptions, expectNumber, rangeError } from '../../core/errors.ts';
import { cos64, pow64, sin64 } from '../../core/float64.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { host } from '../../kernels/index.ts';
import { LAYER_OPTIONS, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node } from '../layer.ts';
import { Positions, noGradient, rowsForEach } from './positions.ts';

/** What {@link sinePositionEncoding} takes. */
export interface SinePositionEncodingOptions extends LayerOptions {
  /** About the longest wavelength, over 2π, a number above 0. Default 10000. */
  readonly maxWavelength?: number;
}

/**
 * y of step t, feature i = sin(t·w^(−2⌊i/2⌋/features)) where i is even, cos of it where i is odd; w is maxWavelength.
 *
 * Worked out in binary64, rounded once. Input shape: (steps, features); output shape: the same. Backward: dx = +0.
 * Cache: positions, the rows of one example.
 */
export class SinePositionEncoding extends Positions {
  readonly kind = 'sinePositionEncoding';
  readonly maxWavelength: number;

  constructor(options: SinePositionEncodingOptions = {}) {
    expectKnownOptions('sinePositionEncoding', options, ['maxWavelength', ...LAYER_OPTIONS]);
    const { maxWavelength = 10_000 } = options;
    expectNumber('sinePositionEncoding', 'maxWavelength', maxWavelength);
    if (!(maxWavelength > 0 && maxWavelength < Infinity)) {
      throw rangeError(`sinePositionEncoding: maxWavelength must be a finite number above 0, got ${maxWavelength}`);
    }
    super(toLayerOptions('sinePositionEncoding', options));
    this.maxWavelength = maxWavelength;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), maxWavelength: this.maxWavelength };
  }

  override bind(node: Node): Lists {
    const { inputShape, cache } = node, positions = cache('positions', sizeOf(inputShape));
    const values = this.#values(inputShape);
    const write = host('positions', [], [positions], (_, out) => {
      out.set(values);
    });
    return { forward: [write, rowsForEach(node, positions)], backward: noGradient(node) };
  }

  #values([steps, features]: Shape): number[] {
    const rates = Array.from({ length: features }, (_, i) =>
      pow64(this.maxWavelength, (-2 * Math.floor(i / 2)) / features));
    return Array.from({ length: steps }, (_, t) =>
      rates.map((rate, i) => (i % 2 === 0 ? sin64(t * rate) : cos64(t * rate)))).flat();
  }
}

/**
 * A layer that gives the sines and cosines of each step of its input, whose numbers it does not read: add the two.
 * Throws RangeError or TypeError for options that do not fit.
 *
 *     add().apply([x, sinePositionEncoding().apply(x)])
 *
 * Formula: sin(t·w^(−2⌊i/2⌋/features)) of step t where feature i is even, cos of it where i is odd
 * Default: maxWavelength w 10000
 * Source: Vaswani et al., "Attention is all you need", NeurIPS 2017; KerasHub (SinePositionEncoding).
 */
export function sinePositionEncoding(options: SinePositionEncodingOptions = {}): SinePositionEncoding {
  return new SinePositionEncoding(options);
}
