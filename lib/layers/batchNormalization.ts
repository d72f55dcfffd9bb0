/**
 * Normalisation of each feature over a batch.
 * @module
 */

import { ShapeError, expectKnownOptions, expectNumber, show } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { add, blend, div, negate, reciprocal, sqrt, sub, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { toInitializer, type Initializer, type Values } from '../initializers/index.ts';
import { host, perExample, type List, type Run, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { expectAxis } from './axes.ts';
import { copy } from './copy.ts';
import { inRows } from './inRows.ts';
import type { LayerConfig, Lists, Node, StateSpec } from './layer.ts';
import {
  AFFINE_OPTIONS, AffineNormalization, product, squares, sum, type AffineNormalizationOptions,
} from './affineNormalization.ts';
import { ValidRows, counted } from './validRows.ts';

/** What {@link batchNormalization} takes. */
export interface BatchNormalizationOptions extends AffineNormalizationOptions {
  /** The axis of the channels, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: number;
  /**
   * What the moving averages keep of themselves each step, from 0 to 1. Default 0.99, as Keras; PyTorch's momentum is
   * what they take in, 1 − this, 0.1 by default.
   */
  readonly momentum?: number;
  /** First values of the moving mean. Default 'zeros'. */
  readonly movingMeanInitializer?: string | Initializer | Values;
  /** First values of the moving variance. Default 'ones'. */
  readonly movingVarianceInitializer?: string | Initializer | Values;
}

/** moving ← (momentum ⊗ moving) ⊕ ((1 ⊖ momentum) ⊗ batch). */
const moving: Program = lazyFormula({
  name: 'moving average', arrays: ['moving', 'batch'], scalars: ['momentum'],
  define: ({ moving: average, batch, momentum }) => ({ moving: blend(average, batch, momentum) }),
});
/** shift ← −x */
const toFirst: Program =
  lazyFormula({ name: 'minus the first', arrays: ['x', 'shift'], define: ({ x }) => ({ shift: negate(x) }) });
/** Of deviations from the first row: mean ← mean ⊘ count, shift ← −(mean ⊘ count). */
const toMean = counted('mean', ['mean', 'shift'], [], ({ mean, count }) => ({
  mean: div(mean, count), shift: negate(div(mean, count)),
}));
/** Of what is left then: shift ← −(left ⊘ count), mean ← (mean ⊖ first) ⊕ (left ⊘ count), first being −x₀. */
const toWholeMean = counted('whole mean', ['mean', 'first', 'left', 'shift'], [], ({ mean, first, left, count }) => ({
  shift: negate(div(left, count)), mean: add(sub(mean, first), div(left, count)),
}));
/** variance ← variance ⊘ count, inverse ← 1 ⊘ √(variance ⊕ epsilon). */
const toInverse = counted('inverse deviation', ['variance', 'inverse'], ['epsilon'],
  ({ variance, count, epsilon }) => ({
    variance: div(variance, count), inverse: reciprocal(sqrt(add(div(variance, count), epsilon))),
  }));
/** x ← −(x ⊘ count) */
const toShift = counted('shift', ['x'], [], ({ x, count }) => ({ x: negate(div(x, count)) }));
/** What the moving averages give: shift ← −mean, inverse ← 1 ⊘ √(variance ⊕ epsilon). */
const fromMoving: Program = lazyFormula({
  name: 'moving statistics', arrays: ['mean', 'variance', 'shift', 'inverse'], scalars: ['epsilon'],
  define: ({ mean, variance, epsilon }) => ({ shift: negate(mean), inverse: reciprocal(sqrt(add(variance, epsilon))) }),
});

/**
 * Each feature over the whole batch: x̂ = (x − mean)·(1/√(variance + epsilon)), y = x̂·γ + β.
 *
 * In training mean and variance are the batch's, over all its examples and all axes but `axis`, variance being Σ(x −
 * mean)²/count; sums run down the rows, one accumulator a feature. From x the first row is taken, then twice the mean
 * of what is left, so that a small spread on a large mean is kept: x̂ is within 512·2⁻²⁴·max(1, |x̂|) of the exact
 * value for batches up to 1,000 and within twice as much at 9,000 (tests/layers/normalizationRange.test.ts). Otherwise
 * they are the moving averages, which each step brings nearer to the batch's: moving·momentum + batch's·(1 −
 * momentum). A batch must fit in one piece: `maxBatch` must be at least its size. Of an input with a mask, which is
 * passed on, mean and variance are those of the valid rows, and all rows are normalised; of no valid row they are 0.
 * Input shape: any; output shape: the same. State: movingMean, movingVariance (features).
 * Backward: dβ = Σ dy, dγ = Σ dy·x̂, dx = ((dy + x̂·(−(dγ/count))) + (−(dβ/count)))·(1/√(variance + epsilon))·γ; with
 * a mask v dx = (dy + (x̂·(−(dγ/count)) + (−(dβ/count)))·v)·(1/√(variance + epsilon))·γ, where Keras divides by
 * count + 10⁻⁷.
 * The moving variance too, as Keras', is that of the batch and not the unbiased estimate that PyTorch keeps.
 */
export class BatchNormalization extends AffineNormalization {
  readonly kind = 'batchNormalization';
  readonly momentum: number;
  readonly movingMeanInitializer: Initializer;
  readonly movingVarianceInitializer: Initializer;

  constructor(options: BatchNormalizationOptions = {}) {
    expectKnownOptions('batchNormalization', options, [
      'momentum', 'movingMeanInitializer', 'movingVarianceInitializer', ...AFFINE_OPTIONS,
    ]);
    const {
      axis = -1, momentum = 0.99, movingMeanInitializer = 'zeros', movingVarianceInitializer = 'ones',
    } = options;
    expectAxis('batchNormalization', 'axis', axis);
    expectNumber('batchNormalization', 'momentum', momentum, 0, 1);
    super('batchNormalization', options);
    this.momentum = momentum;
    this.movingMeanInitializer = toInitializer('batchNormalization', 'movingMeanInitializer', movingMeanInitializer);
    this.movingVarianceInitializer =
      toInitializer('batchNormalization', 'movingVarianceInitializer', movingVarianceInitializer);
  }

  override getConfig(): LayerConfig {
    const { momentum, movingMeanInitializer, movingVarianceInitializer } = this;
    return { ...super.getConfig(), momentum, movingMeanInitializer, movingVarianceInitializer };
  }

  override state(inputShape: Shape): readonly StateSpec[] {
    const shape = this.axes(inputShape).map((axis) => inputShape[axis]);
    return [
      { name: 'movingMean', shape, initializer: this.movingMeanInitializer },
      { name: 'movingVariance', shape, initializer: this.movingVarianceInitializer },
    ];
  }

  override bind(node: Node): Lists {
    const { inputShape, inputs: [{ mask, maskShape }] } = node, axes = this.axes(inputShape);
    const isLast = axes[0] === inputShape.length - 1 && maskShape?.length === inputShape.length - 1;
    if (mask !== undefined && !isLast) {
      const wanted = 'the last of an input with a mask, which has a number for each row along it';
      throw new ShapeError(`batchNormalization: axis must be ${wanted}, got ${show(this.axis)}`);
    }
    return inRows(node, axes, (rows) => this.#bindRows(rows, mask));
  }

  #bindRows(node: Node, mask: Tensor | undefined): Lists {
    const { inputShape, x, dx, y, dy, cache } = node, { gamma, beta } = node.parameters;
    const { movingMean, movingVariance } = node.state;
    const { epsilon, momentum } = this;
    const n = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / n);
    const size = perExample(sizeOf(inputShape));
    const normalized = cache('normalized', size), products = cache('product', size);
    const [mean, variance, inverse, first, second] = ['mean', 'variance', 'inverse', 'first', 'second'].map((name) =>
      cache(name, n));
    const valid = new ValidRows(node, m, n, mask);
    // first holds −mean
    const center = [k.elementwise(copy, size, [x, normalized]), k.biasAdd(m, n, first, normalized)];
    const finish = [
      k.scaleColumns(m, n, inverse, normalized),
      k.elementwise(copy, size, [normalized, y]),
      ...(gamma ? [k.scaleColumns(m, n, gamma, y)] : []),
      ...(beta ? [k.biasAdd(m, n, beta, y)] : []),
    ];
    return {
      forward: [
        k.elementwise(fromMoving, n, [movingMean, movingVariance, first, inverse], [epsilon]), ...center, ...finish,
      ],
      train: [
        host('batchNormalization, whole batch', [], [], expectWholeBatch),
        ...valid.begin,
        k.elementwise(toFirst, n, [x, first]), // the first row's
        ...valid.keep(first, n),
        ...center,
        ...valid.sums(normalized, products, mean),
        ...valid.divide(toMean, [mean, second]),
        k.biasAdd(m, n, second, normalized),
        ...valid.sums(normalized, products, variance),
        ...valid.divide(toWholeMean, [mean, first, variance, second]),
        k.biasAdd(m, n, second, normalized), // x − mean
        k.elementwise(squares, size, [normalized, products]),
        ...valid.keep(products),
        k.columnSums(m, n, products, 0, variance),
        ...valid.divide(toInverse, [variance, inverse], [epsilon]),
        ...finish,
      ],
      backward: backwardOf(node, n, valid, { normalized, products, inverse, first, second }),
      frozen: dx === undefined ? [] : [ // moving statistics are constants
        k.elementwise(copy, size, [dy, dx]),
        k.scaleColumns(m, n, inverse, dx),
        ...(gamma ? [k.scaleColumns(m, n, gamma, dx)] : []),
      ],
      finish: [
        k.elementwise(moving, n, [movingMean, mean], [momentum]),
        k.elementwise(moving, n, [movingVariance, variance], [momentum]),
      ],
    };
  }
}

function expectWholeBatch({ batch, moment: { batch: whole } }: Run): void {
  if (batch === whole) return;
  throw new ShapeError('batchNormalization: a batch must be in one piece to be normalised; '
    + `maxBatch must be at least its size, ${whole}, got ${batch}`);
}

function backwardOf(
  { inputShape, dy, dx, parameters: { gamma, beta }, gradients }: Node, n: number, valid: ValidRows,
  { normalized, products, inverse, first, second }: Readonly<Record<string, Tensor>>,
): List {
  const size = perExample(sizeOf(inputShape)), m = perExample(sizeOf(inputShape) / n);
  return [
    ...(beta ? [k.columnSums(m, n, dy, 'beta', gradients.beta)] : []),
    k.elementwise(product, size, [dy, normalized, products]),
    ...(gamma ? [k.columnSums(m, n, products, 'beta', gradients.gamma)] : []),
    ...(dx ? [
      k.columnSums(m, n, dy, 0, first),
      k.columnSums(m, n, products, 0, second),
      ...valid.divide(toShift, [first]),
      ...valid.divide(toShift, [second]),
      k.elementwise(copy, size, [normalized, products]),
      k.scaleColumns(m, n, second, products), // −x̂·Σ(dy·x̂)/count
      ...(valid.isMasked ? [k.biasAdd(m, n, first, products), ...valid.keep(products)] : []),
      k.elementwise(sum, size, [dy, products, dx]),
      ...(valid.isMasked ? [] : [k.biasAdd(m, n, first, dx)]), // − Σdy/count
      k.scaleColumns(m, n, inverse, dx),
      ...(gamma ? [k.scaleColumns(m, n, gamma, dx)] : []),
    ] : []),
  ];
}

/**
 * A layer that normalises each feature over the batch. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: (x − mean) · (1/√(variance + epsilon)) · γ + β, of each feature over the batch; outside training with
 * moving averages
 * Default: momentum 0.99, epsilon 0.001, axis −1, center true, scale true
 * Source: Ioffe and Szegedy, "Batch normalization", ICML 2015; Keras' `BatchNormalization`.
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): BatchNormalization {
  return new BatchNormalization(options);
}
