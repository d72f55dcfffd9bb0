/**
 * multiHeadAttention.
 * @module
 */

import {
  ShapeError, expectBoolean, expectFraction, expectInteger, expectKnownOptions, rangeError, show,
} from '../../core/errors.ts';
import { expectShape, formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import { toRegularizer, type Regularizer, type RegularizerSpelling } from '../../regularizers/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskedShape, type Node,
  type ParameterSpec,
} from '../layer.ts';
import { toSeed, type SeedOption } from '../ownSeed.ts';
import { expectStepMask } from '../stepMask.ts';
import { tensorConfig, tensorOptionNames, toTensorOptions, type TensorOptions } from '../tensorOptions.ts';
import { bindAttention } from './attention.ts';

/** What {@link multiHeadAttention} takes. */
export interface MultiHeadAttentionOptions extends LayerOptions, SeedOption {
  /** Number of heads, a positive integer. */
  readonly numHeads: number;
  /** Numbers of a query and of a key in each head, a positive integer. */
  readonly keyDim: number;
  /** Numbers of a value in each head. Default keyDim. */
  readonly valueDim?: number;
  /** The share of attention weights that become 0 in training, from 0 to below 1. Default 0. */
  readonly dropout?: number;
  /** Whether all four projections have a bias. Default true. */
  readonly useBias?: boolean;
  /** Shape of a step of the output, or its size. Default that of the query's last axis. */
  readonly outputShape?: number | Shape;
  /** Whether query t sees the keys 0 to t only. Default false. */
  readonly useCausalMask?: boolean;
  /** Whether the last input is a mask of its own: see {@link multiHeadAttention}. Default false. */
  readonly useAttentionMask?: boolean;
  /** Whether a second output has the attention weights. Default false. */
  readonly returnAttentionScores?: boolean;
  /** First values of the four kernels, each drawn by itself. Default 'glorotUniform'. */
  readonly kernelInitializer?: string | Initializer | Values;
  /** First values of the biases. Default 'zeros'. */
  readonly biasInitializer?: string | Initializer | Values;
  /** What the kernels add to J. Default nothing. */
  readonly kernelRegularizer?: RegularizerSpelling | Regularizer;
  /** What the biases add to J. Default nothing. */
  readonly biasRegularizer?: RegularizerSpelling | Regularizer;
  /** What the output adds to each example's loss. Default nothing. */
  readonly activityRegularizer?: RegularizerSpelling | Regularizer;
  /** What the kernels are held to after each update. Default nothing. */
  readonly kernelConstraint?: ConstraintSpelling | Constraint;
  /** What the biases are held to after each update. Default nothing. */
  readonly biasConstraint?: ConstraintSpelling | Constraint;
}

const FLAGS = ['useBias', 'useCausalMask', 'useAttentionMask', 'returnAttentionScores'] as const;
const KNOWN = [
  'numHeads', 'keyDim', 'valueDim', 'dropout', 'seed', 'outputShape', 'attentionAxes', ...FLAGS, 'activityRegularizer',
  ...tensorOptionNames('kernel'), ...tensorOptionNames('bias'), ...LAYER_OPTIONS,
];

/** The inputs of a layer, by what they are for; value and key may be the query, key the value. */
interface Roles<T> {
  readonly query: T;
  readonly value: T;
  readonly key: T;
  readonly attention: T | undefined;
}

/**
 * For each head q = (query·w + b) ⊗ 1/√keyDim, k = key·w + b, v = value·w + b, p = softmax(q·kᵀ) over keys;
 * y = (p·v of all heads side by side)·w + b.
 *
 * Input shapes: (T, features) of the query, (S, features) of the value and of the key, (T, S) or (numHeads, T, S) of an
 * attention mask. Output shape: (T, …outputShape); of the weights (numHeads, T, S).
 * Parameters: query w (features, numHeads, keyDim), query b (numHeads, keyDim), key w, key b, value w, value b, and
 * output w (numHeads, valueDim, …outputShape), output b (…outputShape).
 * Caches: q, k, v, p, the heads' outputs and ∂J/∂ of each; in dropout what is left of p, and its noise u: a row of
 * numHeads · T · S numbers an example; masks.
 */
export class MultiHeadAttention extends Layer {
  readonly kind = 'multiHeadAttention';
  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly dropout: number;
  readonly seed: number | undefined;
  readonly useBias: boolean;
  readonly useCausalMask: boolean;
  readonly useAttentionMask: boolean;
  readonly returnAttentionScores: boolean;
  readonly kernel: TensorOptions;
  readonly bias: TensorOptions;
  readonly #outputs: Shape | undefined;

  constructor(options: MultiHeadAttentionOptions) {
    const who = 'multiHeadAttention';
    expectKnownOptions(who, options, KNOWN);
    const { numHeads, keyDim, valueDim = keyDim, dropout = 0, outputShape, activityRegularizer } = options;
    expectInteger(who, 'numHeads', numHeads, 1);
    expectInteger(who, 'keyDim', keyDim, 1);
    expectInteger(who, 'valueDim', valueDim, 1);
    expectFraction(who, 'dropout', dropout);
    const [useBias, useCausalMask, useAttentionMask, returnAttentionScores] = FLAGS.map((name) => {
      const given = options[name], flag = given === undefined ? name === 'useBias' : given;
      expectBoolean(who, name, flag);
      return flag;
    });
    const axes: unknown = Reflect.get(options, 'attentionAxes');
    if (axes !== undefined && axes !== null) {
      throw rangeError(`${who}: attentionAxes must be left out, which is over the steps, got ${show(axes)}`);
    }
    super({
      ...toLayerOptions(who, options),
      activityRegularizer: toRegularizer(who, 'activityRegularizer', activityRegularizer),
    });
    this.numHeads = numHeads;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.dropout = dropout;
    this.seed = toSeed(who, options);
    this.useBias = useBias;
    this.useCausalMask = useCausalMask;
    this.useAttentionMask = useAttentionMask;
    this.returnAttentionScores = returnAttentionScores;
    this.kernel = toTensorOptions(who, 'kernel', options, 'glorotUniform');
    this.bias = toTensorOptions(who, 'bias', options, 'zeros');
    this.#outputs = outputShape === undefined ? undefined
      : expectShape(who, 'outputShape', typeof outputShape === 'number' ? [outputShape] : outputShape);
  }

  override getConfig(): LayerConfig {
    const {
      numHeads, keyDim, valueDim, dropout, seed, useBias, useCausalMask, useAttentionMask, returnAttentionScores,
      kernel, bias,
    } = this;
    return {
      ...super.getConfig(), numHeads, keyDim, valueDim, dropout, seed, useBias, outputShape: this.#outputs,
      useCausalMask, useAttentionMask, returnAttentionScores, ...tensorConfig('kernel', kernel),
      ...tensorConfig('bias', bias),
    };
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    return this.outputShapes([inputShape])[0];
  }

  override outputShapes(inputShapes: readonly Shape[]): readonly Shape[] {
    const { numHeads, returnAttentionScores } = this, { query, value, key, attention } = this.#rolesOf(inputShapes);
    for (const [name, shape] of Object.entries({ query, value, key })) {
      if (shape.length === 2) continue;
      throw new ShapeError(`${this.kind}: ${name} must be of shape (steps, features), got ${formatShape(shape)}`);
    }
    const [t] = query, [s] = value, wanted = [t, s];
    if (key[0] !== s) throw new ShapeError(`${this.kind}: key must have ${s} steps, as value has, got ${key[0]}`);
    const fits = attention === undefined || [wanted, [numHeads, ...wanted]].some((shape) =>
      formatShape(shape) === formatShape(attention));
    if (!fits) {
      const or = `${formatShape(wanted)} or ${formatShape([numHeads, ...wanted])}`;
      throw new ShapeError(`${this.kind}: attention mask must be of shape ${or}, got ${formatShape(attention)}`);
    }
    return [[t, ...this.#outputOf(query)], ...(returnAttentionScores ? [[numHeads, ...wanted]] : [])];
  }

  /** It makes none, but looks at those of its inputs: each is one number a step. Throws ShapeError. */
  override maskShape(inputs: readonly MaskedShape[]): undefined {
    for (const sequence of this.#sequences(inputs)) expectStepMask(this.kind, sequence);
  }

  override parameters(inputShape: Shape, inputShapes: readonly Shape[] = [inputShape]): readonly ParameterSpec[] {
    const { numHeads, keyDim, valueDim, kernel, bias, useBias } = this;
    const { query, value, key } = this.#rolesOf(inputShapes);
    const of = (name: string, from: Shape, to: Shape): ParameterSpec[] => [
      { name: `${name} w`, shape: [...from, ...to], ...kernel },
      ...(useBias ? [{ name: `${name} b`, shape: to, ...bias }] : []),
    ];
    return [
      ...of('query', [query[1]], [numHeads, keyDim]), ...of('key', [key[1]], [numHeads, keyDim]),
      ...of('value', [value[1]], [numHeads, valueDim]),
      ...of('output', [numHeads, valueDim], this.#outputOf(query)),
    ];
  }

  override bind(node: Node): Lists {
    const { numHeads: heads, keyDim, valueDim, dropout, seed, useCausalMask, returnAttentionScores } = this;
    return bindAttention(node, {
      heads, keyDim, valueDim, dropout, seed, useCausalMask, returnAttentionScores,
      ...this.#rolesOf(node.inputs.map((_, i) => i)), outputs: sizeOf(this.#outputOf(node.inputShape)),
    });
  }

  /** Shape of a step of the output. */
  #outputOf(query: Shape): Shape {
    return this.#outputs ?? [query[1]];
  }

  /** The inputs but the attention mask. */
  #sequences<T>(inputs: readonly T[]): readonly T[] {
    return this.useAttentionMask ? inputs.slice(0, -1) : inputs;
  }

  #rolesOf<T>(inputs: readonly T[]): Roles<T> {
    const own = this.#sequences(inputs), attention = this.useAttentionMask ? inputs[inputs.length - 1] : undefined;
    const [query, value = query, key = value] = own;
    if (own.length < 1 || own.length > 3) {
      const also = this.useAttentionMask ? ', and the attention mask' : '';
      throw new ShapeError(`${this.kind}: inputs must be query, value and key${also}, got ${inputs.length}`);
    }
    return { query, value, key, attention };
  }
}

/**
 * A layer by which each step of a query sees the steps of a value, by how near the query is to their keys. Its inputs
 * are query, value and key in this order; without a key the value is the key, and a query alone is all three. Throws
 * RangeError or TypeError for options that do not fit.
 *
 *     multiHeadAttention({ numHeads: 4, keyDim: 16, useCausalMask: true }).apply(x)
 *     multiHeadAttention({ numHeads: 4, keyDim: 16 }).apply([x, memory])
 *
 * A key is seen where all masks say so: those that value and key carry, that of the query for all its steps,
 * `useCausalMask`, and with `useAttentionMask` the last input, 1 or 0 for each query and key. What is not seen has
 * weight +0; so have all keys of a query that sees none. The output carries the mask of the query. With
 * `returnAttentionScores` the weights are a second output, which `applyAll` gives, as they are before dropout.
 *
 * Formula: softmax(q · kᵀ/√keyDim) · v for each head, projected
 * Default: numHeads and keyDim must be given, valueDim keyDim, dropout 0, useBias true, outputShape as the query's,
 *          useCausalMask false, useAttentionMask false, returnAttentionScores false, kernelInitializer 'glorotUniform',
 *          biasInitializer 'zeros'
 * Source: Vaswani et al., "Attention is all you need", NeurIPS 2017; Keras 3 (MultiHeadAttention), where the masks and
 *         returnAttentionScores are options of the call.
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): MultiHeadAttention {
  return new MultiHeadAttention(options);
}
