/**
 * The contract of layers.
 *
 * A layer is a description and functions; it owns no buffer. A plan owns them: for each place where a layer stands it
 * makes a node, and asks the layer for its calls, once, before training. One description can so serve several plans at
 * once: another precision, another table of kernels, a trace.
 * @module
 */

import { brand } from '../core/brand.ts';
import {
  ShapeError, StateError, expectBoolean, expectInstance, expectPlainObject, show, typeError,
} from '../core/errors.ts';
import { expectShape, formatShape, type Shape } from '../core/shape.ts';
import type { Constraint } from '../constraints/index.ts';
import type { Initializer } from '../initializers/index.ts';
import type { Calls, List, Size, Tensor } from '../kernels/index.ts';
import { toRegularizer, type Regularizer } from '../regularizers/index.ts';
import { toActivation, type Activation } from './activations/index.ts';

/** A tensor of θ that a layer wants. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** What its values add to J; the plan sees to it. */
  readonly regularizer?: Regularizer | undefined;
  /** What it is held to after each update; likewise. */
  readonly constraint?: Constraint | undefined;
}

/** A tensor that a layer keeps beside θ. */
export type StateSpec = Pick<ParameterSpec, 'name' | 'shape' | 'initializer'>;

/** An input of a node. */
export interface NodeInput {
  /** Shape of one example. */
  readonly shape: Shape;
  /** batch × size of `shape`. */
  readonly x: Tensor;
  /** ∂J/∂x, written by backward; undefined where nobody needs it, as in the first layer. */
  readonly dx: Tensor | undefined;
}

/** An output of a node. */
export interface NodeOutput {
  /** Written by forward. */
  readonly y: Tensor;
  /** ∂J/∂y, given to backward. */
  readonly dy: Tensor;
}

/**
 * The tensors of one layer in one plan, and what makes calls on them. Those of examples hold rows of which a run uses
 * the first. `inputShape`, `x`, `dx`, `y` and `dy` are those of the first input and of the first output.
 */
export interface Node extends Omit<NodeInput, 'shape'>, NodeOutput {
  readonly k: Calls<Tensor>;
  /** The number of this call of a layer within the network, from 0: what tells its noise from that of others. */
  readonly number: number;
  readonly inputs: readonly NodeInput[];
  readonly outputs: readonly NodeOutput[];
  readonly inputShape: Shape;
  /** Views of θ, by the names in the layer's parameter table. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** Views of ∇, likewise. */
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** What the layer keeps beside θ, by the names in its state table. */
  readonly state: Readonly<Record<string, Tensor>>;
  /**
   * A tensor that the layer keeps for itself, from forward to backward say; `size` is `perExample(n)` where it has rows
   * of examples.
   */
  cache(name: string, size: Size): Tensor;
}

/** What a layer does, as lists of calls. Sizes of examples are `perExample`, beta is 'beta'. */
export interface Lists {
  /** Reads x and the parameters, writes y and the caches. */
  readonly forward: List;
  /**
   * Instead of `forward` in a training step, for a layer that then does otherwise. Noise comes from the run's moment
   * and `number` alone; what it changes in `state` waits for `finish`, since a step may yet fail.
   */
  readonly train?: List;
  /**
   * Follows `train` if there is one, else `forward`. Reads dy, x, y and the caches; writes dx, and leaves
   * beta·∇ + ∂J/∂(parameters) in ∇. Beta is 0 for the first to write a gradient and 1 for those who add:
   * later micro-batches, other nodes of a shared layer.
   */
  readonly backward: List;
  /** The `backward` that follows `forward` in training where the layer is frozen, if it then does as outside it. */
  readonly frozen?: List;
  /** Once a training step, after the update of θ: brings `state` up to date. */
  readonly finish?: List;
}

/** An addend of an output of a layer: an element of a parameter times an input, or that element alone. */
export interface Term {
  /** The tensor, by its name in the parameter table, and the place in it. */
  readonly parameter: string;
  readonly at: number;
  /** Which input of an example, from 0; absent where the element stands alone, as a bias does. */
  readonly input?: number;
}

export interface LayerOptions {
  /** Shape of one example; needed in the first layer only. */
  readonly inputShape?: Shape;
  /** Name in summaries, errors and traces; default: what kind of layer it is, numbered within its model. */
  readonly name?: string;
  /** Whether training changes its parameters; see `Layer.trainable`. Default true. */
  readonly trainable?: boolean;
}

/** Their names. */
export const LAYER_OPTIONS: readonly string[] = ['inputShape', 'name', 'trainable'];

/**
 * The options that all layers have, checked, out of those given. Throws ShapeError or RangeError for an inputShape that
 * is no shape.
 */
export function toLayerOptions(who: string, { inputShape, name, trainable }: LayerOptions): LayerOptions {
  if (name !== undefined && typeof name !== 'string') {
    throw typeError(`${who}: name must be a string, got ${show(name)}`);
  }
  if (trainable !== undefined) expectBoolean(who, 'trainable', trainable);
  return {
    ...(trainable !== undefined && { trainable }),
    ...(inputShape !== undefined && { inputShape: expectShape(who, 'inputShape', inputShape) }),
    ...(name !== undefined && { name }),
  };
}

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

  constructor(shape: Shape, call?: LayerCall, name?: string) {
    this.shape = shape;
    this.call = call;
    this.name = name;
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
  readonly outputs: readonly SymbolicTensor[];
}

let calls = 0;

/** What a layer gives for these inputs. Throws ShapeError where they do not fit. */
export function callLayer(layer: Layer, inputs: readonly SymbolicTensor[], by: Owner = {}): SymbolicTensor[] {
  const outputs: SymbolicTensor[] = [];
  const call: LayerCall = { owner: layer, name: layer.name, ...by, layer, order: calls++, inputs, outputs };
  for (const shape of layer.outputShapes(inputs.map((input) => input.shape))) {
    outputs.push(new SymbolicTensor(shape, call));
  }
  return outputs;
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

export abstract class Layer {
  static { brand(this, 'Layer'); }

  /** What kind of layer it is, such as 'dense'; names are made from it. */
  abstract readonly kind: string;
  readonly name: string | undefined;
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
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[]): SymbolicTensor {
    const outputs = this.applyAll(inputs);
    if (outputs.length === 1) return outputs[0];
    throw new StateError(`${this.kind}.apply: layer must have 1 output, got ${outputs.length}; applyAll gives them`);
  }

  /** The same for all outputs of the layer. */
  applyAll(inputs: SymbolicTensor | readonly SymbolicTensor[]): readonly SymbolicTensor[] {
    const who = `${this.kind}.apply`, tensors = toSymbolicTensors(who, 'inputs', inputs), { inputShape } = this;
    if (inputShape !== undefined && formatShape(inputShape) !== formatShape(tensors[0].shape)) {
      const wanted = formatShape(inputShape), got = formatShape(tensors[0].shape);
      throw new ShapeError(`${who}: inputs must have inputShape ${wanted}, got ${got}`);
    }
    return callLayer(this, tensors);
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

  /** The parameter table. */
  parameters(_inputShape: Shape): readonly ParameterSpec[] {
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
