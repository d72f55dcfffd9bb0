/**
 * Layers that disturb their input in training and pass it on unchanged otherwise.
 * @module
 */
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Program } from '../formula/index.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import { uniformRowsInto } from '../random/index.ts';
import { copy } from './copy.ts';
import { Layer, type CacheSpec, type Moment, type Node, type Pass } from './layer.ts';

/** What a layer of noise does to elements. */
export interface NoiseFormulas {
  /** y from x and noise. */
  readonly value: Program;
  /** dx from dy and noise. */
  readonly gradient: Program;
}

/**
 * The base of layers of noise. Each example's noise is a function of the model's seed, the step, the layer's place and the
 * example's row in its batch: the same bits however the batch is split.
 *
 * Input shape: any; output shape: the same. Cache: the noise.
 */
export abstract class Noise extends Layer {
  /** The formulas; their scalars are `scalars`. */
  abstract readonly formulas: NoiseFormulas;
  abstract readonly scalars: readonly number[];

  /** Fills `count` rows of `width` elements with noise: uniform in [0, 1), unless a layer says otherwise. */
  draw(moment: Moment, place: number, count: number, width: number, out: Float32Array | Float64Array): void {
    uniformRowsInto(moment, place, count, width, out);
  }

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override caches(inputShape: Shape): readonly CacheSpec[] {
    return [{ name: 'noise', length: sizeOf(inputShape) }];
  }

  override bind<A extends FloatArray>(k: Kernels<A>, { inputShape, place, x, y, dy, dx, caches: { noise } }: Node<A>): Pass {
    const { formulas: { value, gradient }, scalars } = this;
    const width = sizeOf(inputShape);
    const plain = [x, y], disturbed = [x, noise, y], backward = dx && [dy, noise, dx];
    return {
      forward: (batch) => k.elementwise(copy, batch * width, plain),
      train: (batch, moment) => {
        this.draw(moment, place, batch, width, noise);
        k.elementwise(value, batch * width, disturbed, scalars);
      },
      backward: (batch) => {
        if (backward !== undefined) k.elementwise(gradient, batch * width, backward, scalars);
      },
    };
  }
}
