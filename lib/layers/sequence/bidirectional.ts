/**
 * A recurrent layer in both directions.
 * @module
 */

import { ShapeError, expectInstance, expectKnownOptions, rangeError, show, typeError } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import type { Moment } from '../../kernels/index.ts';
import { uniformRowsInto } from '../../random/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskedShape,
  type Node, type ParameterSpec, type StateSpec,
} from '../layer.ts';
import { Recurrent } from '../recurrent/recurrent.ts';
import { expectStepMask } from '../stepMask.ts';
import { DIRECTIONS, bindBoth, type MergeMode } from './bothWays.ts';

const MODES: readonly unknown[] = ['concat', 'sum', 'mul', 'ave', null];

/** What {@link bidirectional} takes. */
export interface BidirectionalOptions extends LayerOptions {
  /** A recurrent layer, of which two copies are made. */
  readonly layer: Recurrent;
  /** 'concat' (along the last axis, forward first), 'sum', 'mul', 'ave', or null: two outputs. Default 'concat'. */
  readonly mergeMode?: MergeMode | null;
}

/**
 * Two copies of a recurrent layer, one of which reads from the last step to the first, and their outputs merged, those
 * of a step with each other. With returnSequences outputs of masked steps are 0.
 *
 * Input shape: (steps, inputs), and initial states as further inputs, those of the forward one first; output shape:
 * (units) or (steps, units), 2·units with 'concat'. With null the first two outputs are those of both; states, with
 * returnState, follow: forward ones first.
 * Parameters: those of the copies, as forward_w, …, backward_w, ….
 */
export class Bidirectional extends Layer {
  readonly kind = 'bidirectional';
  readonly layer: Recurrent;
  readonly mergeMode: MergeMode | null;
  /** The copies: the one that reads as `layer` does, then the other. */
  readonly directions: readonly [Recurrent, Recurrent];

  constructor(options: BidirectionalOptions) {
    expectKnownOptions('bidirectional', options, ['layer', 'mergeMode', ...LAYER_OPTIONS]);
    const { layer, mergeMode = 'concat' } = options;
    expectInstance('bidirectional', 'layer', layer, Recurrent, 'a recurrent layer, such as lstm({ units: 8 })');
    if (!MODES.includes(mergeMode)) {
      throw rangeError(`bidirectional: mergeMode must be one of ${MODES.map(show).join(', ')}, got ${show(mergeMode)}`);
    }
    if (layer.activityRegularizer !== undefined) {
      throw typeError('bidirectional: layer must have no activityRegularizer, got one');
    }
    super({ trainable: layer.trainable, ...toLayerOptions('bidirectional', options) });
    this.layer = layer;
    this.mergeMode = mergeMode;
    this.directions = [copyOf(layer, {}), copyOf(layer, { goBackwards: !layer.goBackwards })];
    this.directions[1].draw = drawSecond();
  }

  override getConfig(): LayerConfig {
    const { layer, mergeMode } = this;
    return { ...super.getConfig(), layer, mergeMode };
  }

  override get passesMask(): boolean {
    return this.layer.returnSequences;
  }

  override get batchSize(): number | undefined {
    return this.layer.batchSize;
  }

  override outputShape(inputShape: Shape): Shape {
    const shape = this.layer.outputShape(inputShape);
    return this.mergeMode === 'concat' ? [...shape.slice(0, -1), 2 * this.layer.units] : shape;
  }

  override outputShapes([sequence, ...initial]: readonly Shape[]): readonly Shape[] {
    const half = this.layer.carried.length, count = 1 + initial.length;
    if (initial.length !== 0 && initial.length !== 2 * half) {
      const wanted = `the sequence, or it and ${2 * half} initial states, forward ones first`;
      throw new ShapeError(`bidirectional: inputs must be ${wanted}, got ${count}`);
    }
    const [[, ...forward], [, ...backward]] = this.directions.map((layer, i) =>
      layer.outputShapes([sequence, ...initial.slice(i * half, (i + 1) * half)]));
    const output = this.outputShape(sequence);
    return [output, ...(this.mergeMode === null ? [output] : []), ...forward, ...backward];
  }

  /** It makes none, but looks at that of the sequence: one number a step. Throws ShapeError. */
  override maskShape([sequence]: readonly MaskedShape[]): undefined {
    expectStepMask(this.kind, sequence);
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    return this.#both((layer) => layer.parameters(inputShape));
  }

  override state(): readonly StateSpec[] {
    return this.#both((layer) => layer.state());
  }

  #both<T extends StateSpec>(specsOf: (layer: Recurrent) => readonly T[]): T[] {
    return this.directions.flatMap((layer, i) =>
      specsOf(layer).map((spec) => ({ ...spec, name: `${DIRECTIONS[i]}_${spec.name}` })));
  }

  override bind(node: Node): Lists {
    return bindBoth(this, node);
  }
}

/** A layer of the same class and options but for these. */
function copyOf(layer: Recurrent, changed: object): Recurrent {
  const given = Object.entries({ ...layer.getConfig(), inputShape: undefined, name: undefined, ...changed });
  const options = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return Reflect.construct(layer.constructor as new (options: object) => Recurrent, [options]) as Recurrent;
}

/** The noise of a second copy, which follows that of the first: of rows twice as wide the second half. */
function drawSecond(): Recurrent['draw'] {
  let both = new Float64Array(0);
  return (moment: Moment, number, count, width, out) => {
    if (both.length < 2 * count * width) both = new Float64Array(2 * count * width);
    uniformRowsInto(moment, number, count, 2 * width, both);
    for (let i = 0; i < count; i++) out.set(both.subarray((2 * i + 1) * width, (2 * i + 2) * width), i * width);
  };
}

/**
 * A layer that reads a sequence in both directions. Its parts are copies: `layer` itself is not used. Throws TypeError
 * or RangeError for options that do not fit.
 *
 *     bidirectional({ layer: lstm({ units: 16, returnSequences: true }), inputShape: [20, 8] })
 *
 * Does: `layer` from the first step and a copy from the last, their outputs merged
 * Default: layer must be given, mergeMode 'concat'
 * Source: Schuster and Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing
 *         45(11), 1997; Keras 3 (Bidirectional).
 */
export function bidirectional(options: BidirectionalOptions): Bidirectional {
  return new Bidirectional(options);
}
