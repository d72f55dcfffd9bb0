/**
 * A layer at each step of a sequence.
 * @module
 */

import { ShapeError, expectInstance, expectKnownOptions, typeError } from '../../core/errors.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import {
  perExample, type Call, type List, type Run, type Scalar, type Size, type Tensor,
} from '../../kernels/index.ts';
import { eachArgument } from '../../kernels/routines/placeCall.ts';
import { BatchNormalization } from '../batchNormalization.ts';
import { copy } from '../copy.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskNode,
  type MaskedShape, type Node, type ParameterSpec, type StateSpec,
} from '../layer.ts';
import { placesOf } from '../merging/masks.ts';

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
    if (inputShape.length > 1) return [inputShape[0], ...this.layer.outputShape(inputShape.slice(1))];
    const got = formatShape(inputShape);
    throw new ShapeError(`timeDistributed: input must be (steps, …) of two axes or more, got ${got}`);
  }

  override maskShape([{ shape, mask }]: readonly MaskedShape[]): Shape | undefined {
    const output = this.outputShape(shape);
    return mask?.every((size, axis) => size === output[axis]) ? mask : mask?.slice(0, 1);
  }

  override bindMask({ k, inputs: [input], mask }: MaskNode): List {
    const { shape: [steps], mask: given = mask } = input, places = placesOf(input);
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
    const { inputShape: [steps, ...inputShape], inputs: [input], x, dx } = node;
    const mask = placesOf(input) > steps ? input.mask : undefined; // of one step there is no part
    const lists = this.layer.bind({
      ...node, inputShape, inputs: [{ shape: inputShape, x, dx, mask }],
      cache: (name, size) => node.cache(name, times(size, steps) as Size),
    });
    if (lists === undefined) return undefined;
    const { forward, train, backward, frozen, finish } = lists;
    return {
      forward: onMore(forward, steps), backward: onMore(backward, steps),
      ...(train && { train: onMore(train, steps) }), ...(frozen && { frozen: onMore(frozen, steps) }),
      ...(finish && { finish: onMore(finish, steps) }),
    };
  }
}

/** A size or another number of a call, `factor` times as large for each example. */
function times<T extends Scalar>(value: T, factor: number): T | { readonly perExample: number } {
  return typeof value === 'object' && 'perExample' in value ? perExample(value.perExample * factor) : value;
}

/** A list for `factor` times as many examples. */
function onMore(list: List, factor: number): List {
  return list.map((call): List[number] => {
    if ('routine' in call) return callOnMore(call, factor);
    if ('count' in call) return { ...call, count: times(call.count, factor), body: onMore(call.body, factor) };
    if ('body' in call) return { ...call, body: onMore(call.body, factor) };
    if ('arithmetic' in call) return call;
    const { run } = call, more = moreOf(factor);
    return { ...call, run: (state, ...arrays) => { run(more(state), ...arrays); } };
  });
}

function callOnMore(call: Call<Tensor>, factor: number): Call<Tensor> {
  const args = [...call.args];
  eachArgument(call.routine, (kind, position) => {
    if (kind === 'size' || kind === 'scalar') args[position] = times(args[position] as Scalar, factor);
  });
  return { ...call, args };
}

/** A run as it is for `factor` times as many examples: one object, which is filled each time. */
function moreOf(factor: number): (run: Run) => Run {
  const moment = { seed: 0, step: 0, row: 0, batch: 1 };
  let more: Run | undefined;
  return (run) => {
    const { seed, step, row, batch } = run.moment;
    Object.assign(moment, { seed, step, row: row * factor, batch: batch * factor });
    more ??= { ...run, moment };
    return Object.assign(more, run, { batch: run.batch * factor, moment });
  };
}

/**
 * A layer that does at each step what another does to an example, with the same parameters. Dense layers do so anyway,
 * on the last axis. Throws TypeError for what is no layer, and for batchNormalization and stateful layers, whose
 * examples depend on each other.
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
