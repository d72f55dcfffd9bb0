/**
 * What the layers of normalisation have in common: options, γ and β, and the steps of their computation.
 * @module
 */

import { expectBoolean, expectFloat32Positive, expectPlainObject } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { add, div, mul, negate, square, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { toInitializer, type Initializer, type Values } from '../initializers/index.ts';
import { axesOf, expectAxes, expectAxis, type Axis } from './axes.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type ParameterSpec,
} from './layer.ts';

/** What normalisations with γ and β take. */
export interface AffineNormalizationOptions extends LayerOptions {
  /** The axis or axes of the features, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: Axis;
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
export const AFFINE_OPTIONS: readonly string[] = [
  'axis', 'epsilon', 'center', 'scale', 'betaInitializer', 'gammaInitializer', ...LAYER_OPTIONS,
];

/** The base of layers of normalisation. Parameters: gamma, beta (sizes of the axes), where they are wanted. */
export abstract class AffineNormalization extends Layer {
  readonly axis: Axis;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: Initializer;
  readonly gammaInitializer: Initializer;

  constructor(who: string, options: AffineNormalizationOptions) {
    expectPlainObject(who, 'options', options);
    const {
      axis = -1, epsilon = 1e-3, center = true, scale = true, betaInitializer = 'zeros', gammaInitializer = 'ones',
    } = options;
    if (Array.isArray(axis)) expectAxes(who, 'axis', axis);
    else expectAxis(who, 'axis', axis);
    expectFloat32Positive(who, 'epsilon', epsilon);
    expectBoolean(who, 'center', center);
    expectBoolean(who, 'scale', scale);
    super(toLayerOptions(who, options));
    this.axis = typeof axis === 'number' ? axis : [...axis];
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

  /** Those of the shape that are normalised, or in a batch whose places are, from 0. Throws ShapeError. */
  axes(inputShape: Shape): readonly number[] {
    return axesOf(this.kind, 'axis', this.axis, inputShape);
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    this.axes(inputShape);
    return inputShape;
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const shape = this.axes(inputShape).map((axis) => inputShape[axis]);
    return [
      ...(this.scale ? [{ name: 'gamma', shape, initializer: this.gammaInitializer }] : []),
      ...(this.center ? [{ name: 'beta', shape, initializer: this.betaInitializer }] : []),
    ];
  }
}

/** out ← x ⊗ x */
export const squares: Program =
  lazyFormula({ name: 'squares', arrays: ['x', 'out'], define: ({ x }) => ({ out: square(x) }) });
/** out ← a ⊗ b */
export const product: Program =
  lazyFormula({ name: 'product', arrays: ['a', 'b', 'out'], define: ({ a, b }) => ({ out: mul(a, b) }) });
/** out ← a ⊕ b */
export const sum: Program =
  lazyFormula({ name: 'sum', arrays: ['a', 'b', 'out'], define: ({ a, b }) => ({ out: add(a, b) }) });
/** x ← −(x ⊘ count) */
export const toShift: Program = lazyFormula({
  name: 'shift', arrays: ['x'], scalars: ['count'], define: ({ x, count }) => ({ x: negate(div(x, count)) }),
});
