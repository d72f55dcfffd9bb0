/**
 * positionEmbedding.
 * @module
 */

import { ShapeError, expectInteger, expectKnownOptions } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { toInitializer, type Initializer, type Values } from '../../initializers/index.ts';
import { perExample } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import {
  LAYER_OPTIONS, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node, type ParameterSpec,
} from '../layer.ts';
import { Positions, noGradient, rowsForEach } from './positions.ts';

/** What {@link positionEmbedding} takes. */
export interface PositionEmbeddingOptions extends LayerOptions {
  /** The most steps that a sequence may have, a positive integer. */
  readonly sequenceLength: number;
  /** First values of w: a name, a function, or the values themselves. Default 'glorotUniform'. */
  readonly initializer?: string | Initializer | Values;
}

/**
 * y = the first rows of w, one a step.
 *
 * Input shape: (steps, features), at most sequenceLength steps; output shape: the same.
 * Parameter: w (sequenceLength, features).
 * Backward: dw = Σ of dy over examples, ascending; dx = +0.
 */
export class PositionEmbedding extends Positions {
  readonly kind = 'positionEmbedding';
  readonly sequenceLength: number;
  readonly initializer: Initializer;

  constructor(options: PositionEmbeddingOptions) {
    expectKnownOptions('positionEmbedding', options, ['sequenceLength', 'initializer', ...LAYER_OPTIONS]);
    const { sequenceLength, initializer = 'glorotUniform' } = options;
    expectInteger('positionEmbedding', 'sequenceLength', sequenceLength, 1);
    super(toLayerOptions('positionEmbedding', options));
    this.sequenceLength = sequenceLength;
    this.initializer = toInitializer('positionEmbedding', 'initializer', initializer);
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), sequenceLength: this.sequenceLength, initializer: this.initializer };
  }

  override outputShape(inputShape: Shape): Shape {
    const shape = super.outputShape(inputShape), { sequenceLength } = this;
    if (shape[0] <= sequenceLength) return shape;
    throw new ShapeError(`positionEmbedding: input must have at most ${sequenceLength} steps, got ${shape[0]}`);
  }

  override parameters([, features]: Shape): readonly ParameterSpec[] {
    return [{ name: 'w', shape: [this.sequenceLength, features], initializer: this.initializer }];
  }

  override bind(node: Node): Lists {
    const { inputShape, dy, parameters: { w }, gradients: { w: dw } } = node, size = sizeOf(inputShape);
    const others = this.sequenceLength * inputShape[1] - size;
    return {
      forward: [rowsForEach(node, w)],
      backward: [
        k.columnSums(perExample(1), size, dy, 'beta', dw),
        // a product without terms is beta times what was there
        ...(others > 0 ? [k.gemm('N', 'N', 1, others, 0, 1, dw, 0, 1, dw, 0, others, 'beta', dw, size, others)] : []),
        ...noGradient(node),
      ],
    };
  }
}

/**
 * A layer that gives a learned vector for each step of its input, whose numbers it does not read: add the two. Throws
 * RangeError or TypeError for options that do not fit.
 *
 *     add().apply([x, positionEmbedding({ sequenceLength: 32 }).apply(x)])
 *
 * Formula: the first rows of w, one a step
 * Default: sequenceLength must be given, initializer 'glorotUniform'
 * Source: KerasHub (PositionEmbedding).
 */
export function positionEmbedding(options: PositionEmbeddingOptions): PositionEmbedding {
  return new PositionEmbedding(options);
}
