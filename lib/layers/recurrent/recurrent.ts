/**
 * What all recurrent layers are.
 * @module
 */

import { ShapeError, expectKnownOptions } from '../../core/errors.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import { zeros, type Initializer } from '../../initializers/index.ts';
import type { Moment } from '../../kernels/index.ts';
import { uniformRowsInto } from '../../random/index.ts';
import { toRegularizer } from '../../regularizers/index.ts';
import { toActivation, type Activation } from '../activations/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type Lists, type MaskedShape, type Node, type ParameterSpec,
  type StateSpec,
} from '../layer.ts';
import { expectStepMask } from '../stepMask.ts';
import { tensorConfig, tensorOptionNames, toTensorOptions, type TensorOptions } from '../tensorOptions.ts';
import type { Cell, CellParts } from './cell.ts';
import { toGate, type Gate } from './gate.ts';
import { FLAGS, toRecurrentOptions, type CheckedOptions, type RecurrentOptions } from './options.ts';
import { bindSequence, type Recurrence } from './sequence.ts';

const KNOWN = [
  'units', 'activation', 'activityRegularizer', 'dropout', 'recurrentDropout', 'seed', 'batchSize', ...FLAGS,
  ...['kernel', 'recurrent', 'bias'].flatMap(tensorOptionNames), ...LAYER_OPTIONS,
];

/** The base of recurrent layers: a cell, which is run at each step of a sequence on what it left at the one before. */
export abstract class Recurrent extends Layer implements Recurrence {
  readonly units: number;
  readonly dropout: number;
  readonly recurrentDropout: number;
  /** Of its own noise; undefined: the model's. */
  readonly seed: number | undefined;
  readonly useBias: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  /** The options of w, r and b. */
  readonly kernel: TensorOptions;
  readonly recurrent: TensorOptions;
  readonly bias: TensorOptions;
  /** The activations of the cell; `activation`, a pass after it, is none. */
  readonly cellActivation: Activation | undefined;
  readonly recurrentActivation: Activation | undefined;
  readonly gate: Gate;
  readonly recurrentGate: Gate;
  readonly #hasRecurrentActivation: boolean;
  readonly #batchSize: number | undefined;
  /** How many gates, each of which has `units` columns of w and r. */
  abstract readonly gates: number;
  /** The names of its states, h first, which is what is shown. */
  abstract readonly carried: readonly string[];

  /** `known` are further options; `recurrentActivation` is among them where the cell has it. */
  constructor(
    who: string, options: RecurrentOptions & { readonly recurrentActivation?: unknown }, known: readonly string[] = [],
  ) {
    expectKnownOptions(who, options, [...KNOWN, ...known]);
    const { activation = 'tanh', recurrentActivation = 'sigmoid' } = options;
    const checked: CheckedOptions = toRecurrentOptions(who, options);
    super({
      activityRegularizer: toRegularizer(who, 'activityRegularizer', options.activityRegularizer),
      ...toLayerOptions(who, options),
    });
    this.units = checked.units;
    this.dropout = checked.dropout;
    this.recurrentDropout = checked.recurrentDropout;
    this.seed = checked.seed;
    this.useBias = checked.useBias;
    this.returnSequences = checked.returnSequences;
    this.returnState = checked.returnState;
    this.goBackwards = checked.goBackwards;
    this.stateful = checked.stateful;
    this.#batchSize = checked.batchSize;
    this.cellActivation = toActivation(who, 'activation', activation);
    this.recurrentActivation = toActivation(who, 'recurrentActivation', recurrentActivation);
    this.gate = toGate(who, 'activation', this.cellActivation);
    this.recurrentGate = toGate(who, 'recurrentActivation', this.recurrentActivation);
    this.#hasRecurrentActivation = known.includes('recurrentActivation');
    this.kernel = toTensorOptions(who, 'kernel', options, 'glorotUniform');
    this.recurrent = toTensorOptions(who, 'recurrent', options, 'orthogonal');
    this.bias = toTensorOptions(who, 'bias', options, 'zeros');
  }

  override getConfig(): LayerConfig {
    const { units, dropout, recurrentDropout, seed, batchSize, kernel, recurrent, bias } = this;
    return {
      ...super.getConfig(), units, activation: this.cellActivation ?? 'linear',
      ...(this.#hasRecurrentActivation && { recurrentActivation: this.recurrentActivation ?? 'linear' }),
      ...Object.fromEntries(FLAGS.map((flag) => [flag, this[flag]])), dropout, recurrentDropout, seed, batchSize,
      ...tensorConfig('kernel', kernel), ...tensorConfig('recurrent', recurrent), ...tensorConfig('bias', bias),
    };
  }

  override get batchSize(): number | undefined {
    return this.#batchSize;
  }

  /** The lists of the cell on its tensors. */
  abstract cell(parts: CellParts): Cell;

  /** First values of b. */
  protected biasInitializer(): Initializer {
    return this.bias.initializer;
  }

  protected biasShape(): Shape {
    return [this.gates * this.units];
  }

  override outputShape(inputShape: Shape): Shape {
    const { kind, units, returnSequences } = this;
    if (inputShape.length !== 2 || inputShape[0] === 0) {
      const cure = inputShape.length === 1 ? '; a recurrent layer before it gives steps with returnSequences' : '';
      throw new ShapeError(`${kind}: input must be (steps, inputs), got ${formatShape(inputShape)}${cure}`);
    }
    return returnSequences ? [inputShape[0], units] : [units];
  }

  override outputShapes(inputShapes: readonly Shape[]): readonly Shape[] {
    const { kind, units, carried, returnState, stateful } = this, [sequence, ...initial] = inputShapes;
    if (initial.length !== 0 && (initial.length !== carried.length || stateful)) {
      const wanted = stateful ? 'the sequence, since its states are its own'
        : `the sequence, or it and ${carried.length} initial states`;
      throw new ShapeError(`${kind}: inputs must be ${wanted}, got ${inputShapes.length}`);
    }
    initial.forEach((shape, i) => {
      if (formatShape(shape) === formatShape([units])) return;
      throw new ShapeError(`${kind}: inputs[${i + 1}] must be a state (${units}), got ${formatShape(shape)}`);
    });
    return [this.outputShape(sequence), ...(returnState ? carried.map(() => [units]) : [])];
  }

  override get passesMask(): boolean {
    return this.returnSequences;
  }

  /** It makes none, but looks at that of the sequence: one number a step. Throws ShapeError. */
  override maskShape([sequence]: readonly MaskedShape[]): undefined {
    expectStepMask(this.kind, sequence);
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const { units, gates, useBias, kernel, recurrent, bias } = this, columns = gates * units;
    return [
      { name: 'w', shape: [inputShape[1], columns], ...kernel },
      { name: 'r', shape: [units, columns], ...recurrent },
      ...(useBias ? [{ name: 'b', shape: this.biasShape(), ...bias, initializer: this.biasInitializer() }] : []),
    ];
  }

  override state(): readonly StateSpec[] {
    const { batchSize, units, carried } = this;
    if (batchSize === undefined) return [];
    return carried.map((name) => ({ name, shape: [batchSize, units], initializer: zeros }));
  }

  /** Fills `count` rows of `width` elements with noise, uniform in [0, 1). */
  draw(moment: Moment, number: number, count: number, width: number, out: Float32Array | Float64Array): void {
    uniformRowsInto(moment, number, count, width, out);
  }

  override bind(node: Node): Lists {
    return bindSequence(this, node);
  }
}
