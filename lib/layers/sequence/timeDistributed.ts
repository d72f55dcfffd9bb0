/**
 * A layer at each step of a sequence.
 * @module
 */

import { ShapeError, expectInstance, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { makingOf } from '../../core/madeBy.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { forRows, sizeForRows } from '../../kernels/forRows.ts';
import { perExample, type List } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { BatchNormalization } from '../batchNormalization.ts';
import { copy } from '../copy.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskNode,
  type MaskedShape, type Node, type ParameterSpec, type StateSpec,
} from '../layer.ts';

/** What {@link timeDistributed} takes. */
export interface TimeDistributedOptions extends LayerOptions {
  /** What is done at each step. */
  readonly layer: Layer;
}

/**
 * A layer on each step of a sequence, as on so many more examples: the steps of an example follow each other.
 *
 * Input shape: (steps, …), what follows being that of the layer; output shape: (steps, …). Parameters and state are the
 * layer's. Noise is that of row r·steps + t at step t of example r. Mask: that of the input; if it has more axes than
 * the output shares with it, a step counts where one of its places does.
 */
export class TimeDistributed extends Layer {
  readonly kind = 'timeDistributed';
  readonly layer: Layer;

  constructor(options: TimeDistributedOptions) {
    expectKnownOptions('timeDistributed', options, ['layer', ...LAYER_OPTIONS]);
    const { layer } = options;
    expectInstance('timeDistributed', 'layer', layer, Layer, 'a layer, such as dense({ units: 1 })');
    if (layer instanceof BatchNormalization || layer.batchSize !== undefined) {
      const isStateful = layer.batchSize !== undefined;
      const got = isStateful ? 'a stateful layer' : 'batchNormalization, which works on sequences as it is';
      throw typeError(`timeDistributed: layer must treat examples apart, got ${got}`);
    }
    const { activation, activityRegularizer, trainable } = layer;
    if (activation !== undefined && 'axis' in (makingOf(activation)?.options ?? {})) {
      const wanted = 'whose activation works along the last axis';
      throw typeError(`timeDistributed: layer must be one ${wanted}, got ${show(activation.name)}`);
    }
    super({
      trainable, ...(activation && { activation }), ...(activityRegularizer && { activityRegularizer }),
      ...toLayerOptions('timeDistributed', options),
    });
    this.layer = layer;
  }

  override getConfig(): LayerConfig {
    const { inputShape, name, trainable, layer } = this;
    return { inputShape, name, trainable, layer };
  }

  override get ids(): number | undefined {
    return this.layer.ids;
  }

  override outputShape(inputShape: Shape): Shape {
    if (inputShape.length < 2) {
      const got = formatShape(inputShape);
      throw new ShapeError(`timeDistributed: input must be (steps, …) of two axes or more, got ${got}`);
    }
    const [steps, ...shape] = inputShape, [output, ...others] = this.layer.outputShapes([shape]);
    if (others.length === 0) return [steps, ...output];
    throw new ShapeError(`timeDistributed: layer must have 1 output, got ${this.layer.kind} of ${1 + others.length}`);
  }

  override maskShape([{ shape, mask }]: readonly MaskedShape[]): Shape | undefined {
    const output = this.outputShape(shape);
    this.layer.maskShape([{ shape: shape.slice(1), mask: ofOneStep(mask) }]); // throws for one that it cannot read
    return mask?.every((size, axis) => size === output[axis]) ? mask : mask?.slice(0, 1);
  }

  override bindMask({ mask, inputs: [{ shape: [steps], mask: given = mask, maskShape = [] }] }: MaskNode): List {
    const places = sizeOf(maskShape);
    return given.length === mask.length ? [k.elementwise(copy, perExample(places), [given, mask])]
      : [k.rowMaxima(perExample(steps), places / steps, given, mask)];
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    return this.layer.parameters(inputShape.slice(1));
  }

  override state(inputShape: Shape): readonly StateSpec[] {
    return this.layer.state(inputShape.slice(1));
  }

  override bind(node: Node): Lists | undefined {
    const { inputShape: [steps, ...inputShape], inputs: [input], x, dx } = node, maskShape = ofOneStep(input.maskShape);
    const lists = this.layer.bind({
      ...node, inputShape, inputs: [{ shape: inputShape, x, dx, maskShape, mask: maskShape && input.mask }],
      cache: (name, size) => node.cache(name, sizeForRows(size, steps)),
    });
    if (lists === undefined) return undefined;
    const { forward, train, backward, frozen, finish, uses } = lists;
    return {
      forward: forRows(forward, steps), backward: forRows(backward, steps),
      ...(train && { train: forRows(train, steps) }), ...(frozen && { frozen: forRows(frozen, steps) }),
      ...(finish && { finish: forRows(finish, steps) }), ...(uses && { uses }),
    };
  }
}

/** Shape of a step's part of a mask; undefined where it has none, being one number. */
function ofOneStep(mask: Shape | undefined): Shape | undefined {
  return mask === undefined || mask.length === 1 ? undefined : mask.slice(1);
}

/**
 * A layer that does at each step what another does to an example, with the same parameters. Dense layers do so anyway,
 * on the last axis. Throws TypeError for what is no layer, for batchNormalization and stateful layers, whose examples
 * depend on each other, and for a layer whose activation is told an axis; ShapeError, where it is called, for a layer
 * of several outputs.
 *
 *     timeDistributed({ layer: conv2D({ filters: 4, kernelSize: 3 }), inputShape: [10, 28, 28, 1] })
 *
 * Does: `layer` at each step
 * Default: layer must be given
 * Source: Keras 3 (TimeDistributed).
 */
export function timeDistributed(options: TimeDistributedOptions): TimeDistributed {
  return new TimeDistributed(options);
}
