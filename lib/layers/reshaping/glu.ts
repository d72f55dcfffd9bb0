/**
 * glu.
 * @module
 */

import { ShapeError, expectKnownOptions } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { mul, sigmoid, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { axesOf, expectAxis } from '../axes.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';

/** What {@link glu} takes. */
export interface GLUOptions extends LayerOptions {
  /** The axis that is halved, counted as Keras does: 1 is an example's first, −1 its last. Default −1. */
  readonly axis?: number;
}

const gated: Program = lazyFormula({
  name: 'glu', arrays: ['a', 'b', 'y'], define: ({ a, b }) => ({ y: mul(a, sigmoid(b)) }),
});

/** da = dy·σ(b); db = (dy·a)·(σ(b)·(1 − σ(b))). */
const gradient: Program = lazyFormula({
  name: 'glu gradient', arrays: ['a', 'b', 'dy', 'da', 'db'],
  define({ a, b, dy }) {
    const gate = sigmoid(b);
    return { da: mul(dy, gate), db: mul(mul(dy, a), mul(gate, sub(1, gate))) };
  },
});

/**
 * The gated linear unit: y = a·σ(b), of the first half a and the second half b of the input along `axis`.
 *
 * Input shape: any whose size along the axis is even; output shape: half of it there. Caches: a, b and what goes back
 * to them.
 */
export class GLU extends Layer {
  readonly kind = 'glu';
  readonly axis: number;

  constructor(options: GLUOptions = {}) {
    expectKnownOptions('glu', options, ['axis', ...LAYER_OPTIONS]);
    const { axis = -1 } = options;
    expectAxis('glu', 'axis', axis);
    super(toLayerOptions('glu', options));
    this.axis = axis;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axis: this.axis };
  }

  override outputShape(inputShape: Shape): Shape {
    const [halved] = axesOf('glu', 'axis', this.axis, inputShape);
    if (inputShape[halved] % 2 === 0) return inputShape.map((size, axis) => (axis === halved ? size / 2 : size));
    throw new ShapeError(`glu: input must have an even size along axis ${this.axis}, got ${formatShape(inputShape)}`);
  }

  override bind({ inputShape, x, dx, y, dy, cache }: Node): Lists {
    const [axis] = axesOf('glu', 'axis', this.axis, inputShape), rows = perExample(sizeOf(inputShape.slice(0, axis)));
    const whole = sizeOf(inputShape.slice(axis)), half = whole / 2, size = perExample(sizeOf(inputShape) / 2);
    const a = cache('a', size), b = cache('b', size), da = cache('da', size), db = cache('db', size);
    return {
      forward: [
        k.lacpy(rows, half, x, 0, whole, a, 0, half), k.lacpy(rows, half, x, half, whole, b, 0, half),
        k.elementwise(gated, size, [a, b, y]),
      ],
      backward: dx ? [
        k.elementwise(gradient, size, [a, b, dy, da, db]),
        k.lacpy(rows, half, da, 0, half, dx, 0, whole), k.lacpy(rows, half, db, 0, half, dx, half, whole),
      ] : [],
    };
  }
}

/**
 * A layer that gates one half of its input by the other. Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: a · sigmoid(b), of the halves a and b of x along `axis`
 * Default: axis −1
 * Source: Dauphin et al., "Language modeling with gated convolutional networks", ICML 2017; Keras' `activations.glu`.
 */
export function glu(options: GLUOptions = {}): GLU {
  return new GLU(options);
}
