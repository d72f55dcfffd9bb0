/**
 * A mask of the steps that hold a value throughout.
 * @module
 */

import { ShapeError, expectFloat32Number, expectKnownOptions } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { equal, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, type List, type Size, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { copy } from '../copy.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskNode,
  type MaskedShape, type Node,
} from '../layer.ts';

/** What {@link masking} takes. */
export interface MaskingOptions extends LayerOptions {
  /** What all features of a masked step equal, once it is rounded to binary32. Default 0. */
  readonly maskValue?: number;
}

/** differs ← 1 where x is another value, NaN too, else 0. */
const isOther: Program = lazyFormula({
  name: 'is another value', arrays: ['x', 'differs'], scalars: ['maskValue'],
  define: ({ x, maskValue }) => ({ differs: select(equal(x, maskValue), 0, 1) }),
});

/**
 * y = x, but 0 · x at masked steps: those whose features all equal `maskValue`. 0 and −0 are equal.
 *
 * Input shape: (…, features); output shape: the same. Mask: (…), 0 at masked steps, else 1.
 * Backward: dx = dy, but 0 · dy at masked steps. Cache: differs, whether an element is another value, and valid,
 * whether one of its step is.
 */
export class Masking extends Layer {
  readonly kind = 'masking';
  readonly maskValue: number;

  constructor(options: MaskingOptions = {}) {
    expectKnownOptions('masking', options, ['maskValue', ...LAYER_OPTIONS]);
    const { maskValue = 0 } = options;
    expectFloat32Number('masking', 'maskValue', maskValue);
    super(toLayerOptions('masking', options));
    this.maskValue = maskValue;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), maskValue: this.maskValue };
  }

  override outputShape(inputShape: Shape): Shape {
    if (inputShape.length > 0) return inputShape;
    throw new ShapeError('masking: input must have at least one axis, got ()');
  }

  override maskShape([{ shape }]: readonly MaskedShape[]): Shape {
    return shape.slice(0, -1);
  }

  override bindMask({ inputs: [{ shape, x }], mask, cache }: MaskNode): List {
    return this.#steps(shape, x, cache('mask differs', perExample(sizeOf(shape))), mask);
  }

  override bind({ inputShape, x, dx, y, dy, cache }: Node): Lists {
    const size = perExample(sizeOf(inputShape)), width = inputShape[inputShape.length - 1];
    const steps = perExample(size.perExample / width), valid = cache('valid', steps);
    const shown = (from: Tensor, to: Tensor): List =>
      [k.elementwise(copy, size, [from, to]), k.scaleRows(steps, width, valid, to)];
    return {
      forward: [...this.#steps(inputShape, x, cache('differs', size), valid), ...shown(x, y)],
      backward: dx ? shown(dy, dx) : [],
    };
  }

  /** valid ← 1 for each step that counts, else 0. */
  #steps(shape: Shape, x: Tensor, differs: Tensor, valid: Tensor): List {
    const width = shape[shape.length - 1], all = sizeOf(shape), steps: Size = perExample(all / width);
    return [
      k.elementwise(isOther, perExample(all), [x, differs], [this.maskValue]),
      k.rowMaxima(steps, width, differs, valid),
    ];
  }
}

/**
 * A layer that masks steps which only fill a sequence up: those whose features all equal `maskValue`. Its input must be
 * one of the model, so that masks are known before anything is computed. Throws RangeError or TypeError for options
 * that do not fit.
 *
 * Does: masks steps whose features all equal `maskValue`, and makes them 0
 * Default: maskValue 0
 * Source: Keras 3 (Masking).
 */
export function masking(options: MaskingOptions = {}): Masking {
  return new Masking(options);
}
