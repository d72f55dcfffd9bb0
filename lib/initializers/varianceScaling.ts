/**
 * First values scaled to the size of a layer.
 * @module
 */

import { expectFloat32Range, expectInstance, expectKnownOptions, expectOneOf, expectPositive } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { Philox, normalInto, truncatedNormalInto, uniformInto } from '../random/index.ts';
import { drawing, type InitializerSeed } from './drawing.ts';
import { expectTensor, type Initializer } from './initializer.ts';

/** What {@link varianceScaling} takes. */
export interface VarianceScalingOptions extends InitializerSeed {
  /** What the variance is n times of. Above 0; default 1. */
  readonly scale?: number;
  /** What n is: the tensor's inputs, its outputs, or the mean of both. Default 'fanIn'. */
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  /** How values are distributed; see {@link varianceScaling}. Default 'truncatedNormal'. */
  readonly distribution?: 'uniform' | 'truncatedNormal' | 'untruncatedNormal';
}

/** The standard deviation of a standard normal distribution cut off at ±2. */
const TRUNCATED = 0.8796256610342398;

/**
 * Random values of variance scale/n:
 *
 *     'uniform'            [−limit, limit), limit = √(3·scale/n)
 *     'truncatedNormal'    normal, cut off at two standard deviations of √(scale/n)/0.87962566103423978
 *     'untruncatedNormal'  normal with standard deviation √(scale/n)
 *
 * Of a matrix (inputs, outputs), the rows are its inputs, the columns its outputs; a vector (n) counts n as both;
 * of a tensor with more axes the last two count, times the size of the rest. limit and deviation are binary64, limit
 * rounded to binary32. The division by 0.8796… is in Keras since 2.2; before, the truncated values had less variance.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError or ShapeError for what is no tensor of its shape.
 *
 * Formula: random values of variance scale/n, n = inputs, outputs or the mean of both
 * Default: scale 1, mode 'fanIn', distribution 'truncatedNormal'
 * Source: Keras 2.2.4 (VarianceScaling).
 */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  expectKnownOptions('varianceScaling', options, ['scale', 'mode', 'distribution', 'seed']);
  const { scale = 1, mode = 'fanIn', distribution = 'truncatedNormal', seed } = options;
  expectPositive('varianceScaling', 'scale', scale);
  expectFloat32Range('varianceScaling', 'scale', scale);
  expectOneOf('varianceScaling', 'mode', mode, ['fanIn', 'fanOut', 'fanAvg']);
  expectOneOf('varianceScaling', 'distribution', distribution, ['uniform', 'truncatedNormal', 'untruncatedNormal']);
  return drawing('varianceScaling', { scale, mode, distribution }, seed, (out, shape, random) => {
    expectTensor('varianceScaling', out, shape);
    expectInstance('varianceScaling', 'random', random, Philox, 'a Philox');
    const { inputs, outputs } = fans(shape);
    const n = mode === 'fanIn' ? inputs : mode === 'fanOut' ? outputs : (inputs + outputs) / 2;
    if (distribution === 'uniform') {
      const limit = Math.fround(Math.sqrt((3 * scale) / n));
      uniformInto(random, out, -limit, limit);
    } else if (distribution === 'truncatedNormal') truncatedNormalInto(
      random, out, 0, Math.sqrt(scale / n) / TRUNCATED,
    );
    else normalInto(random, out, 0, Math.sqrt(scale / n));
  });
}

function fans(shape: Shape): { readonly inputs: number; readonly outputs: number } {
  const outputs = shape[shape.length - 1];
  const inputs = shape.length > 1 ? shape[shape.length - 2] : outputs;
  const receptiveField = shape.slice(0, -2).reduce((size, n) => size * n, 1);
  return { inputs: inputs * receptiveField, outputs: outputs * receptiveField };
}
