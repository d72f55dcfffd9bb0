/**
 * The contract of layers.
 *
 * A layer is a description and functions; it owns no buffer. A plan owns them: for each place where a layer stands it
 * makes a node, and asks the layer for its calls, once, before training. One description can so serve several plans at
 * once: another precision, another table of kernels, a trace.
 * @module
 */

import { brand } from '../core/brand.ts';
import { ShapeError, StateError, expectInstance, expectKnownOptions, expectPlainObject } from '../core/errors.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import type { List } from '../kernels/index.ts';
import { toRegularizer, type Regularizer } from '../regularizers/index.ts';
import { toActivation, type Activation } from './activations/index.ts';
import { toLayerOptions, type LayerOptions } from './layerOptions.ts';
import type { Lists, MaskNode, Node, ParameterSpec, StateSpec, Term } from './node.ts';

export { LAYER_OPTIONS, toLayerOptions, type LayerOptions } from './layerOptions.ts';
export type { Lists, MaskNode, Node, NodeInput, NodeOutput, ParameterSpec, StateSpec, Term } from './node.ts';

/** The options of a layer by name: numbers, strings and lists, and values such as activations as they are. */
export type LayerConfig = Readonly<Record<string, unknown>>;

/** A tensor that has a shape and no values yet: an input, or what the call of a layer gives. */
export class SymbolicTensor {
  static { brand(this, 'SymbolicTensor'); }

  /** Shape of one example. */
  readonly shape: Shape;
  /** Undefined for an input. */
  readonly call: LayerCall | undefined;
  /** Name that an input was given. */
  readonly name: string | undefined;
  /**
   * Which of its places count, where not all do: 1 or 0 for each place of its leading axes, such as the steps of a
   * sequence.
   */
  readonly mask: SymbolicTensor | undefined;

  constructor(shape: Shape, call?: LayerCall, name?: string, mask?: SymbolicTensor) {
    this.shape = shape;
    this.call = call;
    this.name = name;
    this.mask = mask;
  }
}

/** Who makes a call of a layer. */
export interface Owner {
  /** Calls with the same owner share their parameters. Default the layer itself. */
  readonly owner?: object;
  /** Its name, where it has one. Default the layer's own. */
  readonly name?: string | undefined;
  /** First values of its parameters, then of its state, where they are not drawn. */
  readonly first?: () => readonly Float32Array[];
}

/** A layer called on tensors. */
export interface LayerCall extends Omit<Owner, 'owner' | 'name'> {
  readonly layer: Layer;
  readonly owner: object;
  readonly name: string | undefined;
  /** How many calls were made before: a call comes after those that it depends on, so this is the order of a graph. */
  readonly order: number;
  readonly inputs: readonly SymbolicTensor[];
  readonly masks: Masks;
  /** Whether `masks` were given, and are not those that the inputs carry. */
  readonly areMasksGiven: boolean;
  readonly outputs: readonly SymbolicTensor[];
  /** The mask that the layer makes. */
  readonly mask: SymbolicTensor | undefined;
}

/** One for each input of a call. */
export type Masks = readonly (SymbolicTensor | undefined)[];

let calls = 0;

/**
 * What a layer gives for these inputs, with the masks given or else those that they carry. Throws ShapeError where they
 * do not fit.
 */
export function callLayer(
  layer: Layer, inputs: readonly SymbolicTensor[], by: Owner = {}, given?: Masks,
): SymbolicTensor[] {
  const outputs: SymbolicTensor[] = [], masks = given ?? inputs.map(({ mask }) => mask);
  const call = {
    owner: layer, name: layer.name, ...by, layer, order: calls++, inputs, masks, areMasksGiven: given !== undefined,
    outputs, mask: undefined as SymbolicTensor | undefined,
  };
  const shapes = layer.outputShapes(inputs.map(({ shape }) => shape));
  const made = layer.maskShape(inputs.map(({ shape }, i) => ({ shape, mask: masks[i]?.shape })));
  if (made !== undefined) call.mask = new SymbolicTensor(made, call);
  const first = masks[0], passes = first !== undefined && layer.passesMask && leads(first.shape, shapes[0]);
  const passed = passes ? first : call.mask;
  shapes.forEach((shape, i) => outputs.push(new SymbolicTensor(shape, call, undefined, i === 0 ? passed : undefined)));
  return outputs;
}

/** Whether a shape is that of the first axes of another one. */
function leads(shape: Shape, of: Shape): boolean {
  return shape.length <= of.length && shape.every((size, axis) => size === of[axis]);
}

/** What a call may be told. */
export interface ApplyOptions {
  /**
   * Which places of the input count, instead of the mask that it carries: a tensor of 1 and 0, such as an input of
   * shape (steps); a list has one for each input, undefined where it has none. Default: the mask that it carries.
   */
  readonly mask?: SymbolicTensor | Masks;
}

/** The masks given; undefined where none are. */
function toMasks(who: string, inputs: readonly SymbolicTensor[], options: ApplyOptions): Masks | undefined {
  expectKnownOptions(who, options, ['mask']);
  const { mask } = options;
  if (mask === undefined) return undefined;
  const list: Masks = Array.isArray(mask) ? mask : [mask];
  if (list.length > inputs.length) {
    throw new ShapeError(`${who}: mask must be one for each of ${inputs.length} inputs, got ${list.length}`);
  }
  return inputs.map(({ shape }, i) => {
    const one: unknown = list[i];
    if (one === undefined) return undefined;
    expectInstance(who, Array.isArray(mask) ? `mask[${i}]` : 'mask', one, SymbolicTensor, SYMBOLIC);
    if (leads(one.shape, shape)) return one;
    const got = formatShape(one.shape);
    throw new ShapeError(`${who}: mask must have the leading axes of ${formatShape(shape)}, got ${got}`);
  });
}

const SYMBOLIC = 'a symbolic tensor, such as input({ shape }) or layer.apply(…) gives';

/** The tensors given, one or a list. Throws TypeError for anything else. */
export function toSymbolicTensors(who: string, argument: string, given: unknown): readonly SymbolicTensor[] {
  const tensors: readonly unknown[] = Array.isArray(given) ? [...given] : [given];
  return tensors.map((tensor, i) => {
    const place = Array.isArray(given) ? `${argument}[${i}]` : argument;
    expectInstance(who, place, tensor, SymbolicTensor, SYMBOLIC);
    return tensor;
  });
}

/** Shape of an input, and that of the mask that it carries. */
export interface MaskedShape {
  readonly shape: Shape;
  readonly mask: Shape | undefined;
}

/**
 * A layer: what it makes of its inputs, and which parameters it has. It owns no buffer; a model gives it a node to work
 * in. Subclass it for one of your own.
 */
export abstract class Layer {
  static { brand(this, 'Layer'); }

  /** What kind of layer it is, such as 'dense'; names are made from it. */
  abstract readonly kind: string;
  /** Its name, by option or numbered by its model; undefined before either. */
  readonly name: string | undefined;
  /** The shape of one example, where an option gave it. */
  readonly inputShape: Shape | undefined;
  /**
   * Whether training changes its parameters. Set it, then compile: what is frozen is not updated or regularized, has no
   * slots, and its ∂J/∂ is 0. Batch normalisation then takes its moving statistics in training too.
   */
  trainable: boolean;
  /**
   * Applied to the output, as a pass of its own with caches of its own (z before, a after); undefined is the identity.
   */
  readonly activation: Activation | undefined;
  /** What the output (after the activation) adds to each example's loss. */
  readonly activityRegularizer: Regularizer | undefined;

  /** Throws TypeError, ShapeError or RangeError for options that do not fit; further names are left to the subclass. */
  constructor(options: LayerOptions & Partial<Pick<Layer, 'activation' | 'activityRegularizer'>> = {}) {
    const who = new.target.name || 'Layer';
    expectPlainObject(who, 'options', options);
    const { inputShape, name, trainable = true } = toLayerOptions(who, options);
    const { activation = 'linear', activityRegularizer } = options;
    this.inputShape = inputShape;
    this.name = name;
    this.trainable = trainable;
    this.activation = toActivation(who, 'activation', activation);
    this.activityRegularizer = toRegularizer(who, 'activityRegularizer', activityRegularizer);
  }

  /** Shape of the output, for that of the input. Throws ShapeError where the input does not fit. */
  abstract outputShape(inputShape: Shape): Shape;

  /** Shapes of all outputs, for those of all inputs: of one each, unless a layer says otherwise. Throws ShapeError. */
  outputShapes(inputShapes: readonly Shape[]): readonly Shape[] {
    if (inputShapes.length !== 1) throw new ShapeError(`${this.kind}: inputs must be 1, got ${inputShapes.length}`);
    return [this.outputShape(inputShapes[0])];
  }

  /**
   * What the layer gives for one tensor or several: a tensor of a graph, which `model` makes a model of. A layer that
   * is applied more than once has the same parameters each time.
   *
   *     const x = input({ shape: [8] }), y = dense({ units: 1 }).apply(x);
   *
   * Throws TypeError for what is no symbolic tensor, ShapeError where the shapes do not fit, and StateError for a layer
   * of several outputs, which `applyAll` gives.
   */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: ApplyOptions = {}): SymbolicTensor {
    const outputs = this.applyAll(inputs, options);
    if (outputs.length === 1) return outputs[0];
    throw new StateError(`${this.kind}.apply: layer must have 1 output, got ${outputs.length}; applyAll gives them`);
  }

  /** The same for all outputs of the layer. */
  applyAll(
    inputs: SymbolicTensor | readonly SymbolicTensor[], options: ApplyOptions = {},
  ): readonly SymbolicTensor[] {
    const who = `${this.kind}.apply`, tensors = toSymbolicTensors(who, 'inputs', inputs), { inputShape } = this;
    if (inputShape !== undefined && formatShape(inputShape) !== formatShape(tensors[0].shape)) {
      const wanted = formatShape(inputShape), got = formatShape(tensors[0].shape);
      throw new ShapeError(`${who}: inputs must have inputShape ${wanted}, got ${got}`);
    }
    return callLayer(this, tensors, {}, toMasks(who, tensors, options));
  }

  /** Whether its first output carries the mask of its first input. */
  get passesMask(): boolean {
    return false;
  }

  /** Shape of the mask that the layer makes for its first output, for inputs and their masks; see `bindMask`. */
  maskShape(_inputs: readonly MaskedShape[]): Shape | undefined {
    return undefined;
  }

  /** The calls that write the mask whose shape `maskShape` says. They read inputs of the model and masks only. */
  bindMask?(node: MaskNode): List;

  /** Of a layer whose first input holds ids, whole numbers from 0: how many there are. They are checked when given. */
  get ids(): number | undefined {
    return undefined;
  }

  /** Of a layer that keeps something of each example from batch to batch: how many examples each batch must have. */
  get batchSize(): number | undefined {
    return undefined;
  }

  /**
   * Options of which the class makes a layer just like this one; what is undefined counts as absent. A subclass adds
   * its own, so that a checkpoint has them:
   *
   *     override getConfig(): LayerConfig { return { ...super.getConfig(), factor: this.factor }; }
   */
  getConfig(): LayerConfig {
    const { inputShape, name, trainable, activation, activityRegularizer } = this;
    return { inputShape, name, ...(!trainable && { trainable }), activation, activityRegularizer };
  }

  /** The parameter table, for the shape of the first input, or those of all inputs. */
  parameters(_inputShape: Shape, _inputShapes?: readonly Shape[]): readonly ParameterSpec[] {
    return [];
  }

  /** The state table. */
  state(_inputShape: Shape): readonly StateSpec[] {
    return [];
  }

  /**
   * Output `unit` of one example, from 0, before the activation, as a sum of terms, each input in one of them at most.
   * For explanations, which can then name each parameter; of a layer that says nothing they know what its backward
   * pass does.
   */
  terms?(unit: number, inputShape: Shape): readonly Term[];

  /**
   * What the layer does with its buffers; undefined if the output is the input under another shape, in which case
   * the plan makes y and x one buffer.
   */
  abstract bind(node: Node): Lists | undefined;
}
