/**
 * A vector for each id.
 * @module
 */

import { expectBoolean, expectInteger, expectKnownOptions, rangeError } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import { equal, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import { perExample, type List } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { Regularizer, RegularizerSpelling } from '../../regularizers/index.ts';
import { one } from '../fill.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type MaskNode,
  type MaskedShape, type Node, type ParameterSpec,
} from '../layer.ts';
import { tensorConfig, tensorOptionNames, toTensorOptions, type TensorOptions } from '../tensorOptions.ts';

/** What {@link embedding} takes. */
export interface EmbeddingOptions extends LayerOptions {
  /** How many ids there are: whole numbers from 0 to below it. At most 2²⁴, up to which binary32 has them all. */
  readonly inputDim: number;
  /** Numbers in the vector of an id. */
  readonly outputDim: number;
  /** First values of w: a name, a function, or the values themselves. Default 'randomUniform', from −0.05 to 0.05. */
  readonly embeddingsInitializer?: string | Initializer | Values;
  /** What w adds to J. Default nothing. */
  readonly embeddingsRegularizer?: RegularizerSpelling | Regularizer;
  /** What w is held to after each update. Default nothing. */
  readonly embeddingsConstraint?: ConstraintSpelling | Constraint;
  /**
   * Whether id 0 fills sequences up: the output carries a mask of the other ids. Its vector is looked up and trained
   * like any. Default false.
   */
  readonly maskZero?: boolean;
  /**
   * Whether an update changes only the rows of w, and of what the optimizer keeps for them, whose ids are in the batch:
   * others neither decay nor move on. Optimizers that do not treat each element by itself are refused by `compile`.
   * Default false.
   */
  readonly sparse?: boolean;
}

const KNOWN = [
  'inputDim', 'outputDim', ...tensorOptionNames('embeddings'), 'maskZero', 'sparse', ...LAYER_OPTIONS,
];
const MOST_IDS = 2 ** 24;

/** mask ← 1 where an id is not 0, else 0. */
const isNotZero: Program = lazyFormula({
  name: 'id is not 0', arrays: ['x', 'mask'], define: ({ x }) => ({ mask: select(equal(x, 0), 0, 1) }),
});

/**
 * y = row x of w, for each id x.
 *
 * Input shape: (…), ids; output shape: (…, outputDim). Parameter: w (inputDim, outputDim). Mask: 1 where the id is
 * not 0, if `maskZero`.
 * Backward: dw = the rows of dy added up by their ids, in order of examples. Ids have no gradient. If `sparse`, the ids
 * of a step are counted, and an update changes the rows of w that were used.
 */
export class Embedding extends Layer {
  readonly kind = 'embedding';
  readonly inputDim: number;
  readonly outputDim: number;
  /** The options of w. */
  readonly embeddings: TensorOptions;
  readonly maskZero: boolean;
  readonly sparse: boolean;

  constructor(options: EmbeddingOptions) {
    expectKnownOptions('embedding', options, KNOWN);
    const { inputDim, outputDim, maskZero = false, sparse = false, embeddingsRegularizer } = options;
    expectInteger('embedding', 'inputDim', inputDim, 1, MOST_IDS);
    expectInteger('embedding', 'outputDim', outputDim, 1);
    expectBoolean('embedding', 'maskZero', maskZero);
    expectBoolean('embedding', 'sparse', sparse);
    if (sparse && embeddingsRegularizer !== undefined) {
      throw rangeError('embedding: sparse must be false with embeddingsRegularizer, which uses all rows, got true');
    }
    super(toLayerOptions('embedding', options));
    this.inputDim = inputDim;
    this.outputDim = outputDim;
    this.embeddings = toTensorOptions('embedding', 'embeddings', options, 'randomUniform');
    this.maskZero = maskZero;
    this.sparse = sparse;
  }

  override getConfig(): LayerConfig {
    const { inputDim, outputDim, embeddings, maskZero, sparse } = this;
    return {
      ...super.getConfig(), inputDim, outputDim, ...tensorConfig('embeddings', embeddings), maskZero,
      ...(sparse && { sparse }),
    };
  }

  override get ids(): number {
    return this.inputDim;
  }

  override outputShape(inputShape: Shape): Shape {
    return [...inputShape, this.outputDim];
  }

  override maskShape([{ shape }]: readonly MaskedShape[]): Shape | undefined {
    return this.maskZero ? shape : undefined;
  }

  override bindMask({ inputs: [{ shape, x }], mask }: MaskNode): List {
    return [k.elementwise(isNotZero, perExample(sizeOf(shape)), [x, mask])];
  }

  override parameters(): readonly ParameterSpec[] {
    const { inputDim, outputDim, embeddings } = this;
    return [{ name: 'w', shape: [inputDim, outputDim], ...embeddings }];
  }

  override bind({ inputShape, x, y, dy, parameters: { w }, gradients: { w: dw }, cache }: Node): Lists {
    const { inputDim, outputDim } = this, m = perExample(sizeOf(inputShape));
    const forward = [k.gather(m, outputDim, inputDim, w, x, y)];
    const backward = [k.scatterAdd(m, outputDim, inputDim, dy, x, 'beta', dw)];
    if (!this.sparse) return { forward, backward };
    const ones = cache('ones', m), uses = cache('uses', inputDim);
    const count = [k.elementwise(one, m, [ones]), k.scatterAdd(m, 1, inputDim, ones, x, 'beta', uses)];
    return { forward, backward: [...backward, ...count], uses: { w: uses } };
  }
}

/**
 * A layer that turns ids, such as numbers of words, into vectors that are learned. Ids are whole numbers; others, and
 * those of `inputDim` and more, are refused where data is given. Throws RangeError or TypeError for options that do not
 * fit.
 *
 *     embedding({ inputDim: 1000, outputDim: 16, maskZero: true, inputShape: [20] })
 *
 * Formula: row x of w, for each id x
 * Default: inputDim and outputDim must be given, embeddingsInitializer 'randomUniform' (−0.05 to 0.05), maskZero false,
 * sparse false
 * Source: Keras 3 (Embedding).
 */
export function embedding(options: EmbeddingOptions): Embedding {
  return new Embedding(options);
}
