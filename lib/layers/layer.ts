/**
 * The contract of layers.
 *
 * A layer is a description and functions; it owns no buffer. A plan owns them: for each place where a layer stands it makes
 * a node, and binds the layer to it, once, before training. One description can so serve several plans at once: another
 * precision, another table of kernels, a trace.
 * @module
 */
import type { Shape } from '../core/shape.ts';
import type { Initializer } from '../initializers/index.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import type { Activation } from './activations/activation.ts';

/** A tensor of θ that a layer wants. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
}

/** A buffer that forward keeps for backward, of `length` elements an example. */
export interface CacheSpec {
  readonly name: string;
  readonly length: number;
}

/** The buffers of one layer in one plan. Those of examples hold `maxBatch` rows, of which a pass uses the first `batch`. */
export interface Node<A extends FloatArray> {
  readonly inputShape: Shape;
  /** Input, batch × size of `inputShape`. */
  readonly x: A;
  /** Output, written by forward. */
  readonly y: A;
  /** ∂J/∂y, given to backward. */
  readonly dy: A;
  /** ∂J/∂x, written by backward; undefined where nobody needs it, as in the first layer. */
  readonly dx: A | undefined;
  /** Views of θ, by the names in the layer's parameter table. */
  readonly parameters: Readonly<Record<string, A>>;
  /** Views of ∇, likewise. */
  readonly gradients: Readonly<Record<string, A>>;
  readonly caches: Readonly<Record<string, A>>;
}

/** What a layer does once its buffers are known. Neither call allocates. */
export interface Pass {
  /** Reads x and the parameters, writes y and the caches. */
  forward(batch: number): void;
  /**
   * Reads dy, x, y and the caches; writes dx, and leaves beta·∇ + ∂J/∂(parameters) in ∇. The plan gives beta 0 to the first
   * to write a gradient and 1 to those who add: later micro-batches, other nodes of a shared layer.
   */
  backward(batch: number, beta: number): void;
}

export interface LayerOptions {
  /** Shape of one example; needed in the first layer only. */
  readonly inputShape?: Shape;
  /** Name in summaries, errors and traces; default: what kind of layer it is, numbered within its model. */
  readonly name?: string;
}

export abstract class Layer {
  /** What kind of layer it is, such as 'dense'; names are made from it. */
  abstract readonly kind: string;
  readonly name: string | undefined;
  readonly inputShape: Shape | undefined;
  /** Applied to the output, as a pass of its own with caches of its own (z before, a after); undefined is the identity. */
  readonly activation: Activation | undefined;

  constructor({ inputShape, name, activation }: LayerOptions & { readonly activation?: Activation | undefined } = {}) {
    this.inputShape = inputShape;
    this.name = name;
    this.activation = activation;
  }

  /** Shape of the output, for that of the input. Throws ShapeError where the input does not fit. */
  abstract outputShape(inputShape: Shape): Shape;

  /** The parameter table. */
  parameters(_inputShape: Shape): readonly ParameterSpec[] {
    return [];
  }

  /** The cache table. */
  caches(_inputShape: Shape): readonly CacheSpec[] {
    return [];
  }

  /**
   * Binds the layer to its buffers; undefined if the output is the input under another shape, in which case the plan makes
   * y and x one buffer.
   */
  abstract bind<A extends FloatArray>(k: Kernels<A>, node: Node<A>): Pass | undefined;
}
