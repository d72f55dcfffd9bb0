/**
 * Products of two tensors, example by example.
 * @module
 */

import { ShapeError, expectArray, expectBoolean, expectKnownOptions, rangeError, show } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample, type List, type Size, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { eachTurn } from '../../kernels/lists.ts';
import { Arrangement, axesOf, expectAxis } from '../axes.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
} from '../layer.ts';
import { unitNormalization } from '../unitNormalization.ts';
import { expectInputs } from './merge.ts';

/** What {@link dot} takes. */
export interface DotOptions extends LayerOptions {
  /** The axis of each input that is summed over, one or both, as Keras counts: 1 is an example's first, −1 its last. */
  readonly axes: number | readonly [number, number];
  /** Whether both are brought to length 1 along these axes first, so that the products are cosines. Default false. */
  readonly normalize?: boolean;
}

/** An input of each example as a matrix: `rows` places along the other axes, `width` along the axis that is summed. */
interface Side {
  readonly x: Tensor;
  readonly dx: Tensor | undefined;
  readonly rows: number;
  readonly width: number;
  /** Fills x. */
  readonly forward: List;
  /** Takes ∂J/∂x to the input. */
  readonly backward: List;
}

/**
 * y = Σ x₁·x₂ over an axis of each, for each place along the other axes of x₁ and each along those of x₂.
 *
 * Input shapes: two, of equal sizes along `axes`; output shape: that of the first without its axis, then that of the
 * second without its own; (1) where nothing is left.
 * Both become matrices whose rows run along these axes, and with `normalize` run through {@link unitNormalization}.
 * Then y = x₁·x₂ᵀ, dx₁ = dy·x₂, dx₂ = dyᵀ·x₁, by `gemm`, example by example.
 * Keras leaves rows below 10⁻⁷ shorter than 1, this layer those below 10⁻¹².
 * Cache: the matrices, and ∂J/∂ of them, where the inputs do not lie so; what normalisation keeps.
 */
export class Dot extends Layer {
  readonly kind = 'dot';
  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  constructor(options: DotOptions) {
    expectKnownOptions('dot', options, ['axes', 'normalize', ...LAYER_OPTIONS]);
    const { axes, normalize = false } = options;
    if (typeof axes !== 'object') expectAxis('dot', 'axes', axes);
    else {
      expectArray('dot', 'axes', axes);
      if (axes.length !== 2) throw rangeError(`dot: axes must be one number or two, got ${show(axes)}`);
      axes.forEach((axis, i) => expectAxis('dot', `axes[${i}]`, axis));
    }
    expectBoolean('dot', 'normalize', normalize);
    super(toLayerOptions('dot', options));
    this.axes = typeof axes === 'number' ? axes : [axes[0], axes[1]];
    this.normalize = normalize;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), axes: this.axes, normalize: this.normalize };
  }

  override outputShape(inputShape: Shape): Shape {
    return this.outputShapes([inputShape])[0];
  }

  override outputShapes(inputShapes: readonly Shape[]): readonly Shape[] {
    expectInputs(this.kind, inputShapes, 2);
    const axes = inputShapes.map((shape, i) => this.#axisOf(shape, i));
    const sizes = axes.map((axis, i) => inputShapes[i][axis]);
    if (sizes[0] !== sizes[1]) {
      const got = inputShapes.map(formatShape).join(' and ');
      throw new ShapeError(`dot: inputs must have equal sizes along axes ${show(this.axes)}, got ${got}`);
    }
    const shape = inputShapes.flatMap((own, i) => own.filter((_, axis) => axis !== axes[i]));
    return [shape.length === 0 ? [1] : shape];
  }

  override bind(node: Node): Lists {
    const { y, dy } = node, sides = [0, 1].map((i) => this.#side(node, i));
    const [{ x: a, dx: da, rows: m, width }, { x: b, dx: db, rows: n }] = sides;
    const ofA = (tensor: Tensor): Tensor => eachTurn(tensor, m * width);
    const ofB = (tensor: Tensor): Tensor => eachTurn(tensor, n * width);
    const ofY = (tensor: Tensor): Tensor => eachTurn(tensor, m * n);
    const eachExample = (...body: List): List => (body.length === 0 ? [] : [{ count: perExample(1), body }]);
    return {
      forward: [
        ...sides.flatMap(({ forward }) => forward),
        ...eachExample(k.gemm('N', 'T', m, n, width, 1, ofA(a), 0, width, ofB(b), 0, width, 0, ofY(y), 0, n)),
      ],
      backward: [
        ...eachExample(
          ...(da ? [k.gemm('N', 'N', m, width, n, 1, ofY(dy), 0, n, ofB(b), 0, width, 0, ofA(da), 0, width)] : []),
          ...(db ? [k.gemm('T', 'N', n, width, m, 1, ofY(dy), 0, n, ofA(a), 0, width, 0, ofB(db), 0, width)] : []),
        ),
        ...sides.flatMap(({ backward }) => backward),
      ],
    };
  }

  /** Input `i` in rows, and normalised where that is wanted. */
  #side({ inputs, cache, ...node }: Node, i: number): Side {
    const { shape, x, dx } = inputs[i], arrangement = new Arrangement(shape, [this.#axisOf(shape, i)]);
    const { rows, width, isInPlace } = arrangement, size = perExample(sizeOf(shape));
    const own = (name: string, length: Size = size): Tensor => cache(`${name}${i + 1}`, length);
    const inRows = isInPlace ? x : own('rows'), dinRows = isInPlace ? dx : dx && own('drows');
    const forward = arrangement.toRows(x, inRows);
    const backward = dx && dinRows ? arrangement.fromRows(dinRows, dx) : [];
    if (!this.normalize) return { x: inRows, dx: dinRows, rows, width, forward, backward };
    const unit = own('unit'), dunit = dinRows && own('dunit'), lists = unitNormalization().bind({
      ...node, inputs, inputShape: [rows, width], x: inRows, dx: dinRows, y: unit, dy: dunit ?? unit, cache: own,
    });
    return {
      x: unit, dx: dunit, rows, width,
      forward: [...forward, ...lists.forward], backward: [...lists.backward, ...backward],
    };
  }

  /** Which axis of the shape of input `i` is summed over, from 0. */
  #axisOf(shape: Shape, i: number): number {
    return axesOf(this.kind, 'axes', typeof this.axes === 'number' ? this.axes : this.axes[i], shape)[0];
  }
}

/**
 * A layer that multiplies two tensors, example by example: of vectors the scalar product, of matrices the matrix
 * product. Throws RangeError or TypeError for options that do not fit.
 *
 *     dot({ axes: 1, normalize: true }).apply([left, right]) // the cosine of two vectors
 *
 * Formula: Σ x₁ · x₂ over an axis of each, for each place along their other axes
 * Default: axes must be given, normalize false
 * Source: Keras 3 (Dot).
 */
export function dot(options: DotOptions): Dot {
  return new Dot(options);
}
