/**
 * Each row of features at length 1.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { div, less, negate, reciprocal, select, sqrt, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { axesOf, expectAxes, expectAxis, type Axis } from './axes.ts';
import { copy } from './copy.ts';
import { inRows } from './inRows.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from './layer.ts';
import { product, sum } from './affineNormalization.ts';
import { LARGE, SMALLER, sumSquares } from './rowNormalization.ts';

/** What {@link unitNormalization} takes. */
export interface UnitNormalizationOptions extends LayerOptions {
  /** The axis of the features or a list, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: Axis;
}

/** No row is multiplied by more. */
const MOST = 1e12;

/** inverse ← 1 ⊘ √squares, where these are large 2⁻⁴⁰ ⊘ √smaller, and no more than 10¹². */
const toInverse: Program = lazyFormula({
  name: 'inverse length', arrays: ['squares', 'smaller', 'inverse'],
  define({ squares, smaller }) {
    const inverse = select(less(squares, LARGE), reciprocal(sqrt(squares)), div(SMALLER, sqrt(smaller)));
    return { inverse: select(less(MOST, inverse), MOST, inverse) };
  },
});
/** share ← −share; 0 where the inverse is 10¹², which stands for itself and not for a length. */
const toShare: Program = lazyFormula({
  name: 'share of the length', arrays: ['share', 'inverse'],
  define: ({ share, inverse }) => ({ share: select(less(inverse, MOST), negate(share), 0) }),
});

/**
 * Each row of features by itself: y = x·min(1/√Σx², 10¹²), so that its length is 1; the same in training and otherwise.
 *
 * The sum runs as that of `rowSums`. Rows of up to 10²⁸ are kept, and rows shorter than 10⁻¹² stay shorter than 1.
 * Input shape: any; output shape: the same.
 * Backward: dx = (1/√Σx²)·(dy − y·Σ(dy·y)); 10¹²·dy for the shorter rows.
 */
export class UnitNormalization extends Layer {
  readonly kind = 'unitNormalization';
  readonly axis: Axis;

  constructor(options: UnitNormalizationOptions = {}) {
    expectKnownOptions('unitNormalization', options, ['axis', ...LAYER_OPTIONS]);
    const { axis = -1 } = options;
    if (Array.isArray(axis)) expectAxes('unitNormalization', 'axis', axis);
    else expectAxis('unitNormalization', 'axis', axis);
    super(toLayerOptions('unitNormalization', options));
    this.axis = typeof axis === 'number' ? axis : [...axis];
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.axis };
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    axesOf(this.kind, 'axis', this.axis, inputShape);
    return inputShape;
  }

  override bind(node: Node): Lists {
    return inRows(node, axesOf(this.kind, 'axis', this.axis, node.inputShape), (rows) => this.#bindRows(rows));
  }

  #bindRows({ inputShape, x, y, dy, dx, cache }: Node): Lists {
    const [places, n] = inputShape, m = perExample(places), size = perExample(sizeOf(inputShape));
    const products = cache('product', size);
    const [inverse, first, second] = ['inverse', 'first', 'second'].map((name) => cache(name, m));
    return {
      forward: [
        ...sumSquares({ m, n, size, products, first, second }, x),
        k.elementwise(toInverse, m, [first, second, inverse]),
        k.elementwise(copy, size, [x, y]),
        k.scaleRows(m, n, inverse, y),
      ],
      backward: dx ? [
        k.elementwise(product, size, [dy, y, products]),
        k.rowSums(m, n, products, second),
        k.elementwise(toShare, m, [second, inverse]),
        k.elementwise(copy, size, [y, products]),
        k.scaleRows(m, n, second, products),
        k.elementwise(sum, size, [dy, products, dx]), // dy − y·Σ(dy·y)
        k.scaleRows(m, n, inverse, dx),
      ] : [],
    };
  }
}

/**
 * A layer that brings each row of features to length 1. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: x/√Σ x², of each row over its features
 * Default: axis −1
 * Source: Keras 3 (UnitNormalization).
 */
export function unitNormalization(options: UnitNormalizationOptions = {}): UnitNormalization {
  return new UnitNormalization(options);
}
