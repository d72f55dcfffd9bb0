/**
 * permute.
 * @module
 */

import { ShapeError, expectArray, expectInteger, expectKnownOptions, rangeError, show } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample } from '../../kernels/index.ts';
import { inOrder, undone, type Swap } from '../axes.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';

/** What {@link permute} takes. */
export interface PermuteOptions extends LayerOptions {
  /** Axis i of the output is axis dims[i] of the input, counted from 1; the batch stays first. */
  readonly dims: readonly number[];
}

/**
 * The same elements, bit for bit, with the axes of an example in another order.
 *
 * Input shape: any of as many axes as `dims`; output shape: its sizes in that order. Backward: the order undone.
 */
export class Permute extends Layer {
  readonly kind = 'permute';
  readonly dims: readonly number[];

  constructor(options: PermuteOptions) {
    expectKnownOptions('permute', options, ['dims', ...LAYER_OPTIONS]);
    const { dims } = options;
    expectArray('permute', 'dims', dims);
    dims.forEach((axis, i) => expectInteger('permute', `dims[${i}]`, axis, 1, dims.length));
    if (dims.length === 0 || new Set(dims).size < dims.length) {
      throw rangeError(`permute: dims must name each axis once, from 1, got ${show(dims)}`);
    }
    super(toLayerOptions('permute', options));
    this.dims = [...dims];
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), dims: this.dims };
  }

  override outputShape(inputShape: Shape): Shape {
    const { dims } = this;
    if (inputShape.length === dims.length) return dims.map((axis) => inputShape[axis - 1]);
    throw new ShapeError(`permute: input must have ${dims.length} axes, as dims, got ${formatShape(inputShape)}`);
  }

  override bind({ inputShape, x, dx, y, dy, cache }: Node): Lists {
    const swaps = this.#swaps(inputShape), size = perExample(sizeOf(inputShape));
    const swapped = swaps.length > 1 ? cache('swapped', size) : y, scratch = () => swapped;
    return {
      forward: inOrder(swaps, x, y, scratch),
      backward: dx ? inOrder(undone(swaps), dy, dx, scratch) : [],
    };
  }

  /** One axis after the other goes before those that stand where it belongs. At least one, which copies. */
  #swaps(inputShape: Shape): readonly Swap[] {
    const swaps: Swap[] = [], axes = inputShape.map((_, axis) => axis + 1);
    this.dims.forEach((axis, to) => {
      const at = axes.indexOf(axis), isLast = to === axes.length - 1;
      if (at === to && !(isLast && swaps.length === 0)) return;
      const sizes = axes.map((each) => inputShape[each - 1]), [b] = sizes.splice(at, 1);
      const m = perExample(sizeOf(sizes.slice(0, to))), a = sizeOf(sizes.slice(to, at)), n = sizeOf(sizes.slice(at));
      swaps.push({ m, a, b, n });
      axes.splice(to, 0, ...axes.splice(at, 1));
    });
    return swaps;
  }
}

/**
 * A layer that puts the axes of an example into another order. Throws RangeError or TypeError for options that do not
 * fit.
 *
 * Does: makes axis i of the output of axis `dims`[i] of the input, counted from 1
 * Default: dims must be given
 * Source: Keras 3 (Permute).
 */
export function permute(options: PermuteOptions): Permute {
  return new Permute(options);
}
