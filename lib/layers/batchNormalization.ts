/**
 * Normalisation of each feature over a batch.
 * @module
 */

import { ShapeError, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { add, blend, div, formula, negate, reciprocal, sqrt, sub, type Program } from '../formula/index.ts';
import { toInitializer, type Initializer, type Values } from '../initializers/index.ts';
import { host, perExample, type List, type PerExample, type Run, type Size, type Tensor } from '../kernels/index.ts';
import { expectAxis } from './axes.ts';
import { copy } from './copy.ts';
import { inRows } from './inRows.ts';
import type { LayerConfig, Lists, Node, StateSpec } from './layer.ts';
import {
  NORMALIZATION_OPTIONS, Normalization, product, squares, sum, toShift, type NormalizationOptions,
} from './normalization.ts';

export interface BatchNormalizationOptions extends NormalizationOptions {
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
const moving: Program = formula({
  name: 'moving average', arrays: ['moving', 'batch'], scalars: ['momentum'],
  define: ({ moving: average, batch, momentum }) => ({ moving: blend(average, batch, momentum) }),
});
/** shift ← −x */
const toFirst: Program =
  formula({ name: 'minus the first', arrays: ['x', 'shift'], define: ({ x }) => ({ shift: negate(x) }) });
/** Of deviations from the first row: mean ← mean ⊘ count, shift ← −(mean ⊘ count). */
const toMean: Program = formula({
  name: 'mean', arrays: ['mean', 'shift'], scalars: ['count'],
  define: ({ mean, count }) => ({ mean: div(mean, count), shift: negate(div(mean, count)) }),
});
/** Of what is left then: shift ← −(left ⊘ count), mean ← (mean ⊖ first) ⊕ (left ⊘ count), first being −x₀. */
const toWholeMean: Program = formula({
  name: 'whole mean', arrays: ['mean', 'first', 'left', 'shift'], scalars: ['count'],
  define: ({ mean, first, left, count }) => ({
    shift: negate(div(left, count)), mean: add(sub(mean, first), div(left, count)),
  }),
});
/** variance ← variance ⊘ count, inverse ← 1 ⊘ √(variance ⊕ epsilon). */
const toInverse: Program = formula({
  name: 'inverse deviation', arrays: ['variance', 'inverse'], scalars: ['count', 'epsilon'],
  define: ({ variance, count, epsilon }) => ({
    variance: div(variance, count), inverse: reciprocal(sqrt(add(div(variance, count), epsilon))),
  }),
});
/** What the moving averages give: shift ← −mean, inverse ← 1 ⊘ √(variance ⊕ epsilon). */
const fromMoving: Program = formula({
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
 * momentum). A batch must fit in one piece: `maxBatch` must be at least its size. A mask is passed
 * on; masked steps count in mean and variance, unlike in Keras. Input shape: any; output shape: the
 * same. State: movingMean, movingVariance (features).
 * Backward: dβ = Σ dy, dγ = Σ dy·x̂, dx = ((dy + x̂·(−(dγ/count))) + (−(dβ/count)))·(1/√(variance + epsilon))·γ.
 * The moving variance too, as Keras', is that of the batch and not the unbiased estimate that PyTorch keeps.
 */
export class BatchNormalization extends Normalization {
  readonly kind = 'batchNormalization';
  readonly momentum: number;
  readonly movingMeanInitializer: Initializer;
  readonly movingVarianceInitializer: Initializer;

  constructor(options: BatchNormalizationOptions = {}) {
    expectKnownOptions('batchNormalization', options, [
      'momentum', 'movingMeanInitializer', 'movingVarianceInitializer', ...NORMALIZATION_OPTIONS,
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
    return inRows(node, this.axes(node.inputShape), (rows) => this.#bindRows(rows));
  }

  #bindRows(node: Node): Lists {
    const { k, inputShape, x, dx, y, dy, cache } = node, { gamma, beta } = node.parameters;
    const { movingMean, movingVariance } = node.state;
    const { epsilon, momentum } = this;
    const n = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / n);
    const size = perExample(sizeOf(inputShape));
    const normalized = cache('normalized', size), products = cache('product', size);
    const [mean, variance, inverse, first, second] = ['mean', 'variance', 'inverse', 'first', 'second'].map((name) =>
      cache(name, n));
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
        k.elementwise(toFirst, n, [x, first]), // the first row's
        ...center,
        k.columnSums(m, n, normalized, 0, mean),
        k.elementwise(toMean, n, [mean, second], [m]),
        k.biasAdd(m, n, second, normalized),
        k.columnSums(m, n, normalized, 0, variance),
        k.elementwise(toWholeMean, n, [mean, first, variance, second], [m]),
        k.biasAdd(m, n, second, normalized), // x − mean
        k.elementwise(squares, size, [normalized, products]),
        k.columnSums(m, n, products, 0, variance),
        k.elementwise(toInverse, n, [variance, inverse], [m, epsilon]),
        ...finish,
      ],
      backward: backwardOf(node, n, m, size, { normalized, products, inverse, first, second }),
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
  { k, dy, dx, parameters: { gamma, beta }, gradients }: Node, n: number, m: PerExample, size: Size,
  { normalized, products, inverse, first, second }: Readonly<Record<string, Tensor>>,
): List {
  return [
    ...(beta ? [k.columnSums(m, n, dy, 'beta', gradients.beta)] : []),
    k.elementwise(product, size, [dy, normalized, products]),
    ...(gamma ? [k.columnSums(m, n, products, 'beta', gradients.gamma)] : []),
    ...(dx ? [
      k.columnSums(m, n, dy, 0, first),
      k.columnSums(m, n, products, 0, second),
      k.elementwise(toShift, n, [first], [m]),
      k.elementwise(toShift, n, [second], [m]),
      k.elementwise(copy, size, [normalized, products]),
      k.scaleColumns(m, n, second, products),
      k.elementwise(sum, size, [dy, products, dx]), // dy − x̂·Σ(dy·x̂)/count
      k.biasAdd(m, n, first, dx), // − Σdy/count
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
