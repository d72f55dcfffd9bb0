/**
 * What the layers of normalisation have in common: options, γ and β, and the steps of their computation.
 * @module
 */

import {
  ShapeError, expectBoolean, expectFloat32Positive, expectInteger, expectPlainObject } from '../core/errors.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import { add, div, formula, mul, negate, square, type Program } from '../formula/index.ts';
import { toInitializer, type Initializer, type Values } from '../initializers/index.ts';
import { Layer, toLayerOptions, type LayerConfig, type LayerOptions, type ParameterSpec } from './layer.ts';

export interface NormalizationOptions extends LayerOptions {
  /** The axis of the features, the last one, counted from 0 or −1. Default −1. */
  readonly axis?: number;
  /** Added to the variance, above 0. Default 10⁻³, as Keras; PyTorch has 10⁻⁵. */
  readonly epsilon?: number;
  /** Whether β is added. Default true. */
  readonly center?: boolean;
  /** Whether γ multiplies. Default true. */
  readonly scale?: boolean;
  /** First values of β. Default 'zeros'. */
  readonly betaInitializer?: string | Initializer | Values;
  /** First values of γ. Default 'ones'. */
  readonly gammaInitializer?: string | Initializer | Values;
}

/** The names of these options. */
export const NORMALIZATION_OPTIONS: readonly string[] = [
  'axis', 'epsilon', 'center', 'scale', 'betaInitializer', 'gammaInitializer', 'inputShape', 'name',
];

/** The base of layers of normalisation. Parameters: gamma (features), beta (features), where they are wanted. */
export abstract class Normalization extends Layer {
  readonly axis: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: Initializer;
  readonly gammaInitializer: Initializer;

  constructor(who: string, options: NormalizationOptions) {
    expectPlainObject(who, 'options', options);
    const {
      axis = -1, epsilon = 1e-3, center = true, scale = true, betaInitializer = 'zeros', gammaInitializer = 'ones',
    } = options;
    expectInteger(who, 'axis', axis, -1);
    expectFloat32Positive(who, 'epsilon', epsilon);
    expectBoolean(who, 'center', center);
    expectBoolean(who, 'scale', scale);
    super(toLayerOptions(who, options));
    this.axis = axis;
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
    this.betaInitializer = toInitializer(who, 'betaInitializer', betaInitializer);
    this.gammaInitializer = toInitializer(who, 'gammaInitializer', gammaInitializer);
  }

  override getConfig(): LayerConfig {
    const { axis, epsilon, center, scale, betaInitializer, gammaInitializer } = this;
    return { ...super.getConfig(), axis, epsilon, center, scale, betaInitializer, gammaInitializer };
  }

  override outputShape(inputShape: Shape): Shape {
    const last = inputShape.length - 1, { axis } = this;
    if (axis !== -1 && axis !== last) {
      throw new ShapeError(
        `${this.kind}: axis must be the last of shape ${formatShape(inputShape)}, -1 or ${last}, got ${axis}`,
      );
    }
    return inputShape;
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const shape = [inputShape[inputShape.length - 1]];
    return [
      ...(this.scale ? [{ name: 'gamma', shape, initializer: this.gammaInitializer }] : []),
      ...(this.center ? [{ name: 'beta', shape, initializer: this.betaInitializer }] : []),
    ];
  }
}

/** out ← x ⊗ x */
export const squares: Program =
  formula({ name: 'squares', arrays: ['x', 'out'], define: ({ x }) => ({ out: square(x) }) });
/** out ← a ⊗ b */
export const product: Program =
  formula({ name: 'product', arrays: ['a', 'b', 'out'], define: ({ a, b }) => ({ out: mul(a, b) }) });
/** out ← a ⊕ b */
export const sum: Program =
  formula({ name: 'sum', arrays: ['a', 'b', 'out'], define: ({ a, b }) => ({ out: add(a, b) }) });
/** x ← −(x ⊘ count) */
export const toShift: Program = formula({
  name: 'shift', arrays: ['x'], scalars: ['count'], define: ({ x, count }) => ({ x: negate(div(x, count)) }),
});
