/**
 * Inputs brought to mean 0 and deviation 1, by means and variances that were found before.
 * @module
 */

import {
  ShapeError, StateError, expectArrayLike, expectBoolean, expectFloat32Number,
  expectKnownOptions, rangeError, show, typeError,
} from '../core/errors.ts';
import { expectRows, takeFloat32, type Numbers } from '../core/numbers.ts';
import { expectShape, formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { momentsOf } from '../data/moments.ts';
import { add, div, maximum, mul, sqrt, sub, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { toInitializer } from '../initializers/index.ts';
import { perExample, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { axesOf, expectAxes, expectAxis, type Axis } from './axes.ts';
import { inRows } from './inRows.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node, type StateSpec,
} from './layer.ts';

/** What {@link normalization} takes. */
export interface NormalizationOptions extends LayerOptions {
  /**
   * The axis or axes each place of which has its own mean and variance, counted as Keras does: 1 is an example's first,
   * −1 its last. null: one mean and variance for all elements. Default −1.
   */
  readonly axis?: Axis | null;
  /** What is taken away: a number for all, or one for each place along the axes. Default: none, `adapt` finds it. */
  readonly mean?: number | ArrayLike<number>;
  /** The square of what divides then, at least 0; likewise. Default: none, `adapt` finds it. */
  readonly variance?: number | ArrayLike<number>;
  /** Whether the layer does the opposite: from mean 0 and deviation 1 to mean and variance. Default false. */
  readonly invert?: boolean;
}

const WHO = 'normalization';
/** Nothing is divided by less: Keras' epsilon. */
const EPSILON = 1e-7;

/** y = (x ⊖ mean) ⊘ max(√variance, epsilon). */
const value: Program = lazyFormula({
  name: 'normalization', arrays: ['x', 'mean', 'variance', 'y'], scalars: ['epsilon'],
  define: ({ x, mean, variance, epsilon }) => ({ y: div(sub(x, mean), maximum(sqrt(variance), epsilon)) }),
});
const gradient: Program = lazyFormula({
  name: 'normalization gradient', arrays: ['dy', 'variance', 'dx'], scalars: ['epsilon'],
  define: ({ dy, variance, epsilon }) => ({ dx: div(dy, maximum(sqrt(variance), epsilon)) }),
});
/** y = (x ⊗ max(√variance, epsilon)) ⊕ mean. */
const inverse: Program = lazyFormula({
  name: 'inverse normalization', arrays: ['x', 'mean', 'variance', 'y'], scalars: ['epsilon'],
  define: ({ x, mean, variance, epsilon }) => ({ y: add(mul(x, maximum(sqrt(variance), epsilon)), mean) }),
});
const inverseGradient: Program = lazyFormula({
  name: 'inverse normalization gradient', arrays: ['dy', 'variance', 'dx'], scalars: ['epsilon'],
  define: ({ dy, variance, epsilon }) => ({ dx: mul(dy, maximum(sqrt(variance), epsilon)) }),
});

/**
 * y = (x − mean)/max(√variance, 10⁻⁷), in training and otherwise, or with `invert` y = x·max(√variance, 10⁻⁷) + mean.
 *
 * Input shape: any; output shape: the same. State: mean, variance (sizes of the axes), which training leaves alone and
 * a checkpoint has. Backward: dx = dy/max(√variance, 10⁻⁷), or times it.
 */
export class Normalization extends Layer {
  readonly kind = 'normalization';
  readonly axis: Axis | null;
  readonly mean: number | readonly number[] | undefined;
  readonly variance: number | readonly number[] | undefined;
  readonly invert: boolean;

  constructor(options: NormalizationOptions = {}) {
    expectKnownOptions(WHO, options, ['axis', 'mean', 'variance', 'invert', ...LAYER_OPTIONS]);
    const { axis = -1, mean, variance, invert = false } = options;
    if (Array.isArray(axis)) expectAxes(WHO, 'axis', axis);
    else if (axis !== null) expectAxis(WHO, 'axis', axis);
    if ((mean === undefined) !== (variance === undefined)) {
      throw typeError(`${WHO}: mean and variance must be given together, got mean ${show(mean)}, variance `
        + show(variance));
    }
    expectBoolean(WHO, 'invert', invert);
    super(toLayerOptions(WHO, options));
    this.axis = axis === null || typeof axis === 'number' ? axis : [...axis];
    this.mean = mean === undefined ? undefined : toNumbers('mean', mean);
    this.variance = variance === undefined ? undefined : toNumbers('variance', variance, 0);
    this.invert = invert;
  }

  override getConfig(): LayerConfig {
    const { axis, mean, variance, invert } = this;
    return { ...super.getConfig(), axis, mean, variance, invert };
  }

  override get passesMask(): boolean {
    return true;
  }

  /**
   * The same layer with mean and variance of these examples, `x` (examples × inputShape), flat or arrays in arrays.
   * Each sum is in one binary64 accumulator in the order of the elements, variance being Σ(x − mean)²/n, both rounded
   * once. Like Keras, the variance of what never changes is 0, and 10⁻⁷ divides.
   *
   *     const layer = normalization({ inputShape: [4] }).adapt(train.x);
   *
   * Throws ShapeError for what are no such examples, TypeError where there is no shape, RangeError for examples that
   * are not finite.
   */
  adapt(x: Numbers, inputShape: Shape | undefined = this.inputShape): Normalization {
    const who = `${WHO}.adapt`, shape = expectShape(who, 'inputShape', inputShape), size = sizeOf(shape);
    const { values, shape: own } = takeFloat32(who, 'x', x), { length } = values;
    expectRows(who, 'x', own, shape);
    if (length === 0 || length % size !== 0) {
      const wanted = `a positive multiple of ${size} elements, one row of shape ${formatShape(shape)} an example`;
      throw new ShapeError(`${who}: x must hold ${wanted}, got ${length}`);
    }
    const { mean, variance } = this.#momentsOf(values, shape), { axis, name, trainable, invert } = this;
    const wrong = variance.findIndex((one) => !Number.isFinite(Math.fround(one)));
    if (wrong >= 0) throw rangeError(`${who}: x must be finite, its spread too, got place ${wrong} that is not`);
    const numbers = (found: Float64Array): number | Float32Array =>
      (axis === null ? Math.fround(found[0]) : Float32Array.from(found));
    return new Normalization({
      axis, invert, trainable, mean: numbers(mean), variance: numbers(variance),
      ...(name !== undefined && { name }), ...(this.inputShape !== undefined && { inputShape: this.inputShape }),
    });
  }

  #momentsOf(x: Float32Array, shape: Shape): ReturnType<typeof momentsOf> {
    if (this.axis === null) return momentsOf(x, [0], 1);
    const axes = this.#axes(shape), size = sizeOf(axes.map((axis) => shape[axis]));
    const featureOf = Uint32Array.from({ length: sizeOf(shape) }, (_, at) => placeAlong(at, shape, axes));
    return momentsOf(x, featureOf, size);
  }

  /** Those along which places have numbers of their own, from 0; the last where all have the same. */
  #axes(inputShape: Shape): readonly number[] {
    return axesOf(WHO, 'axis', this.axis ?? -1, inputShape);
  }

  override outputShape(inputShape: Shape): Shape {
    const axes = this.#axes(inputShape), size = sizeOf(axes.map((axis) => inputShape[axis]));
    for (const option of ['mean', 'variance'] as const) {
      const given = this[option];
      if (given === undefined) {
        throw new StateError(`${WHO}: ${option} must be given, or come from adapt, whose result is another layer`);
      }
      if (typeof given === 'number' || (given.length === size && this.axis !== null)) continue;
      const wanted = this.axis === null ? 'a number, since axis is null'
        : `${size} numbers for inputs of shape ${formatShape(inputShape)}`;
      throw new ShapeError(`${WHO}: ${option} must be ${wanted}, got ${given.length}`);
    }
    return inputShape;
  }

  override state(inputShape: Shape): readonly StateSpec[] {
    const shape = this.#axes(inputShape).map((axis) => inputShape[axis]), size = sizeOf(shape);
    return (['mean', 'variance'] as const).map((name) => {
      const given = this[name] ?? 0, numbers = typeof given === 'number' ? new Array<number>(size).fill(given) : given;
      return { name, shape, initializer: toInitializer(WHO, name, numbers) };
    });
  }

  override bind(node: Node): Lists {
    return inRows(node, this.#axes(node.inputShape), (rows) => this.#bindRows(rows));
  }

  #bindRows({ inputShape, x, y, dy, dx, state: { mean, variance } }: Node): Lists {
    const n = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / n);
    const rows = (tensor: Tensor): readonly [Tensor, number, number] => [tensor, 0, n];
    const each = (tensor: Tensor): readonly [Tensor, number, number] => [tensor, 0, 0];
    const [forward, backward] = this.invert ? [inverse, inverseGradient] : [value, gradient];
    return {
      forward: [k.elementwiseInRows(forward, m, n, [rows(x), each(mean), each(variance), rows(y)], [EPSILON])],
      backward: dx ? [k.elementwiseInRows(backward, m, n, [rows(dy), each(variance), rows(dx)], [EPSILON])] : [],
    };
  }
}

/** Where an element of an example is along some of its axes, these taken row-major. */
function placeAlong(at: number, shape: Shape, axes: readonly number[]): number {
  let place = 0, step = 1, rest = at;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (axes.includes(axis)) {
      place += step * (rest % shape[axis]);
      step *= shape[axis];
    }
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

function toNumbers(option: string, given: number | ArrayLike<number>, least?: number): number | readonly number[] {
  if (typeof given === 'number') {
    expectFloat32Number(WHO, option, given, least);
    return given;
  }
  expectArrayLike(WHO, option, given);
  return Array.from(given, (one, i) => {
    expectFloat32Number(WHO, `${option}[${i}]`, one, least);
    return one;
  });
}

/**
 * A layer that brings inputs to mean 0 and deviation 1, by mean and variance of the examples to learn from, given here
 * or found by `adapt`; a checkpoint keeps them. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: (x − mean)/max(√variance, 10⁻⁷), of each place along `axis`
 * Default: axis −1, invert false; mean and variance must be given or adapted
 * Source: Keras 3 (Normalization).
 */
export function normalization(options: NormalizationOptions = {}): Normalization {
  return new Normalization(options);
}
