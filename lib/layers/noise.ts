/**
 * Layers that disturb their input in training and pass it on unchanged otherwise.
 * @module
 */

import { sizeOf, type Shape } from '../core/shape.ts';
import type { Program } from '../formula/index.ts';
import { host, perExample, type Moment } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { uniformRowsInto } from '../random/index.ts';
import { copy } from './copy.ts';
import { Layer, type LayerConfig, type Lists, type Node } from './layer.ts';
import { originOf } from './ownSeed.ts';

/** What a layer of noise does to elements. */
export interface NoiseFormulas {
  /** y from x and noise. */
  readonly value: Program;
  /** dx from dy and noise. */
  readonly gradient: Program;
}

/**
 * The base of layers of noise. Each example's noise is a function of the seed, the step, the layer's number and
 * the example's row in its batch: the same bits however the batch is split.
 *
 * Input shape: any; output shape: the same. Cache: the noise.
 */
export abstract class Noise extends Layer {
  /** The formulas; their scalars are `scalars`. */
  abstract readonly formulas: NoiseFormulas;
  abstract readonly scalars: readonly number[];
  /** Of its own; undefined: the model's. */
  abstract readonly seed: number | undefined;

  /** Fills `count` rows of `width` elements with noise: uniform in [0, 1), unless a layer says otherwise. */
  draw(moment: Moment, number: number, count: number, width: number, out: Float32Array | Float64Array): void {
    uniformRowsInto(moment, number, count, width, out);
  }

  /** Into how many equal parts an example falls that have the same noise: one, unless a layer says otherwise. */
  parts(_inputShape: Shape): number {
    return 1;
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), seed: this.seed };
  }

  override bind({ inputShape, number, x, y, dy, dx, cache }: Node): Lists {
    const { formulas: { value, gradient }, scalars } = this;
    const width = sizeOf(inputShape), size = perExample(width), noise = cache('noise', size);
    const parts = this.parts(inputShape), drawn = width / parts;
    const draw = host(`${this.kind} noise`, [], [noise], ({ batch, moment }, out) => {
      this.draw(...originOf(this.seed, moment, number), batch, drawn, out);
      if (parts > 1) repeatRows(batch, drawn, parts, out);
    });
    return {
      forward: [k.elementwise(copy, size, [x, y])],
      train: [draw, k.elementwise(value, size, [x, noise, y], scalars)],
      backward: dx ? [k.elementwise(gradient, size, [dy, noise, dx], scalars)] : [],
    };
  }
}

/** Each of the first `count` rows so many times, in its place: the last first, since they lie where others go. */
function repeatRows(count: number, width: number, times: number, out: Float32Array | Float64Array): void {
  for (let row = count - 1; row >= 0; row--) {
    const from = row * width, to = from * times;
    for (let i = times - 1; i >= 0; i--) out.copyWithin(to + i * width, from, from + width);
  }
}
