/**
 * What a layer asks of a plan, what it is given there, and what it gives back.
 * @module
 */

import type { Shape } from '../core/shape.ts';
import type { Constraint } from '../constraints/index.ts';
import type { Initializer } from '../initializers/index.ts';
import type { Calls, List, Size, Tensor } from '../kernels/index.ts';
import type { Regularizer } from '../regularizers/index.ts';

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
  /** Its mask, where it carries one: a number for each of its leading axes' places, 1 where that counts, else 0. */
  readonly mask?: Tensor | undefined;
  /** Those axes. */
  readonly maskShape?: Shape | undefined;
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
export interface Node extends Pick<NodeInput, 'x' | 'dx'>, NodeOutput {
  /**
   * What makes the calls. In a bundle of `bitgrad/lean` it has the routines that the rest of the program uses; `calls`
   * of `bitgrad/kernels` is seen by the bundler.
   */
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

/** The tensors of a layer's call where it makes a mask. */
export interface MaskNode extends Pick<Node, 'k' | 'cache'> {
  readonly inputs: readonly Omit<NodeInput, 'dx'>[];
  /** To be written: 1 where the output counts, else 0. */
  readonly mask: Tensor;
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
  /**
   * Of parameters, by name, of which an update changes the used rows only: a number for each row, which backward leaves
   * other than 0 where the row was used, by this node and, where beta is 1, before.
   */
  readonly uses?: Readonly<Record<string, Tensor>>;
}

/** An addend of an output of a layer: an element of a parameter times an input, or that element alone. */
export interface Term {
  /** The tensor, by its name in the parameter table, and the place in it. */
  readonly parameter: string;
  readonly at: number;
  /** Which input of an example, from 0; absent where the element stands alone, as a bias does. */
  readonly input?: number;
}
