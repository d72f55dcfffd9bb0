/**
 * The leaky ReLU whose slopes are learnt.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { less, mul, select, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { toInitializer, type Initializer, type Values } from '../initializers/index.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { axesOf, expectAxes } from './axes.ts';
import { one } from './fill.ts';
import { inRows } from './inRows.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
  type ParameterSpec,
} from './layer.ts';

/** a = alpha·x if x < 0, else x. */
const value: Program = lazyFormula({
  name: 'prelu', arrays: ['x', 'slopes', 'a'],
  define: ({ x, slopes }) => ({ a: select(less(x, 0), mul(slopes, x), x) }),
});

const gradient: Program = lazyFormula({
  name: 'prelu gradient', arrays: ['x', 'slopes', 'da', 'dx'],
  define: ({ x, slopes, da }) => ({ dx: select(less(x, 0), mul(slopes, da), da) }),
});

/** What each example adds to dalpha. */
const shares: Program = lazyFormula({
  name: 'prelu shares', arrays: ['x', 'da', 'shares'],
  define: ({ x, da }) => ({ shares: select(less(x, 0), mul(x, da), 0) }),
});

/** What {@link prelu} takes. */
export interface PReLUOptions extends LayerOptions {
  /** First values of alpha. Default 'zeros', as Keras; PyTorch starts at 0.25. */
  readonly alphaInitializer?: string | Initializer | Values;
  /** The axes along which a slope is the same, counted as Keras does: 1 is an example's first. Default none. */
  readonly sharedAxes?: readonly number[];
}

/**
 * a = alpha·x if x < 0, else x, with a slope alpha of its own for each element of an example, but for those that lie
 * apart along `sharedAxes` only.
 *
 * Input shape: any; output shape: the same. Parameters: alpha, as the input, 1 along `sharedAxes`.
 * Backward: dx = alpha·dy where x < 0, else dy; dalpha = Σ x·dy over the examples with x < 0.
 * Cache: slopes (alpha for every example), shares (x·dy where x < 0), both as the input.
 * Keras takes 0 for the derivative at x = 0.
 */
export class PReLU extends Layer {
  readonly kind = 'prelu';
  readonly alphaInitializer: Initializer;
  readonly sharedAxes: readonly number[] | undefined;

  constructor(options: PReLUOptions = {}) {
    expectKnownOptions('prelu', options, ['alphaInitializer', 'sharedAxes', ...LAYER_OPTIONS]);
    const { alphaInitializer = 'zeros', sharedAxes } = options;
    if (sharedAxes !== undefined) expectAxes('prelu', 'sharedAxes', sharedAxes);
    super(toLayerOptions('prelu', options));
    this.sharedAxes = sharedAxes && [...sharedAxes];
    this.alphaInitializer = toInitializer('prelu', 'alphaInitializer', alphaInitializer);
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), alphaInitializer: this.alphaInitializer, sharedAxes: this.sharedAxes };
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    this.#shared(inputShape);
    return inputShape;
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const shared = this.#shared(inputShape), shape = inputShape.map((size, axis) => (shared.includes(axis) ? 1 : size));
    return [{ name: 'alpha', shape, initializer: this.alphaInitializer }];
  }

  #shared(inputShape: Shape): readonly number[] {
    return axesOf('prelu', 'sharedAxes', this.sharedAxes ?? [], inputShape);
  }

  override bind(node: Node): Lists {
    const shared = this.#shared(node.inputShape), axes = node.inputShape.map((_, axis) => axis);
    return inRows(node, axes.filter((axis) => !shared.includes(axis)), bindRows);
  }
}

function bindRows(
  { inputShape: [places, width], x, y, dy, dx, parameters: { alpha }, gradients: { alpha: dalpha }, cache }: Node,
): Lists {
  const m = perExample(places), size = perExample(places * width);
  const slopes = cache('slopes', size), parts = cache('shares', size);
  return {
    forward: [
      k.elementwise(one, size, [slopes]),
      k.scaleColumns(m, width, alpha, slopes),
      k.elementwise(value, size, [x, slopes, y]),
    ],
    backward: [
      k.elementwise(shares, size, [x, dy, parts]),
      k.columnSums(m, width, parts, 'beta', dalpha),
      ...(dx ? [k.elementwise(gradient, size, [x, slopes, dy, dx])] : []),
    ],
  };
}

/**
 * A layer of leaky ReLUs with trainable slopes. Throws RangeError or TypeError for options that are out of range,
 * misspelt or of the wrong kind.
 *
 * Formula: α · x if x < 0, else x
 * Default: alpha starts at 0
 * Source: He et al., "Delving deep into rectifiers", ICCV 2015.
 */
export function prelu(options: PReLUOptions = {}): PReLU {
  return new PReLU(options);
}
