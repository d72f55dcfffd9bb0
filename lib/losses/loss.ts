/**
 * The contract of losses.
 *
 * J is the mean over the batch of the examples' losses; an example's loss is what a loss defines. Gradients are those
 * of J: each example's is multiplied by 1 ⊘ m, m the size of the whole batch, before any backward sum.
 * @module
 */

import {
  expectFloat32Number, expectFunction, expectInteger, expectKnownOptions, expectName, expectObject, expectOneOf,
  rangeError, show, typeError,
} from '../core/errors.ts';
import { div, mul, type Float, type FloatExpression, type Program } from '../formula/index.ts';
import { lazyFormula, record } from '../formula/lazyFormula.ts';
import { perExample, type Calls, type List, type Size, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';

/** The buffers at the end of a network in one plan: batch × outputs each, but where said otherwise. */
export interface LossNode {
  /**
   * What makes the calls. In a bundle of `bitgrad/lean` it has the routines that the rest of the program uses; `calls`
   * of `bitgrad/kernels` is seen by the bundler.
   */
  readonly k: Calls<Tensor>;
  /** How many outputs a row has. */
  readonly outputs: number;
  /** The network's output a; where a loss follows an activation that it fuses with, written by the loss. */
  readonly prediction: Tensor;
  /** The targets y, batch × `targetLength(outputs)`. */
  readonly targets: Tensor;
  /**
   * One loss an example, batch. Once written they are the plan's: weights of examples change them, and what layers'
   * outputs cost, before backward.
   */
  readonly losses: Tensor;
  /** ∂J/∂prediction; ∂J/∂z where fused. */
  readonly gradient: Tensor;
  /** The last activation's input z, where fused. */
  readonly logits: Tensor;
  /** A tensor that the loss keeps for itself; `size` is `perExample(n)` where it has rows of examples. */
  cache(name: string, size: Size): Tensor;
}

/** What a loss does, as lists of calls; the scale is 'scale'. */
export interface LossLists {
  /** Reads prediction (or logits) and targets, writes losses. */
  readonly forward: List;
  /**
   * Writes gradient: scale · ∂(example's loss). `losses` may have changed by then: weights and regularizers work
   * on them.
   */
  readonly backward: List;
}

/** How a single output and its target say yes or no, for metrics that count decisions. */
export interface Decision {
  /** Above it an output says yes; undefined where outputs can only be compared, as logits of a softmax are. */
  readonly threshold: number | undefined;
  /** The target that means no; 1 means yes. */
  readonly no: 0 | -1;
}

/**
 * What a loss is written with: an output, its target, and Σ and mean over all outputs, both empty where there is one.
 */
export interface LossSymbols {
  /** An output. */
  readonly a: string;
  /** Its target. */
  readonly y: string;
  /** Σ over all outputs; empty where there is one. */
  readonly sum: string;
  /** The mean over all outputs, likewise. */
  readonly mean: string;
}

/**
 * What J makes of the losses of a batch's rows, each times its weight: their sum, or that divided by the number of rows
 * that count, or by the sum of their weights. 'mean' is Keras' other word for 'sumOverBatchSize'.
 */
export type Reduction = 'sumOverBatchSize' | 'mean' | 'sum' | 'meanWithSampleWeight';

const REDUCTIONS: readonly Reduction[] = ['sumOverBatchSize', 'mean', 'sum', 'meanWithSampleWeight'];

/** Options of every loss that has any. */
export interface LossOptions {
  /** What J makes of the losses of a batch's rows. Default 'sumOverBatchSize'. */
  readonly reduction?: Reduction;
}

/** RangeError or TypeError for what is no reduction. */
export function expectReduction(who: string, reduction: unknown, of: string = ''): asserts reduction is Reduction {
  expectOneOf(who, `reduction${of}`, reduction, REDUCTIONS);
}

/** The loss with such a reduction, where there is one. Throws RangeError or TypeError, as `who`, for what is none. */
export function withReduction(who: string, loss: Loss, reduction: Reduction | undefined): Loss {
  if (reduction === undefined) return loss;
  expectReduction(who, reduction);
  return { ...loss, reduction };
}

/** From one to the other binary32 holds each whole number. */
export const LEAST_LABEL: number = -(2 ** 24), GREATEST_LABEL: number = 2 ** 24;

/**
 * A loss: what an example's outputs cost, given its targets. `pointwiseLoss` and `meanLoss` make one of your own from
 * its formula.
 */
export interface Loss {
  /** What options, files and messages call it. */
  readonly name: string;
  /** Whether a target is the number of a class ('label') or a vector as long as the output ('vector'). */
  readonly target: 'label' | 'vector';
  /** Default: above ½ an output says yes, and the target 0 means no. */
  readonly decision?: Decision;
  /** The fewest outputs of which it is not a constant. Default 2 where targets are labels, else 1. */
  readonly leastOutputs?: number;
  /** The label of rows that do not count, as if a mask left them out. It need be no class. Only of labels. */
  readonly ignoreClass?: number;
  /** See {@link Reduction}. */
  readonly reduction?: Reduction;
  /**
   * Throws RangeError, as `who`, for targets that the loss cannot mean, with the likely cure. It is called once for the
   * data of a call, which are numbers by then, as many as there must be, and classes where they are labels. `name` is
   * what they are called: 'y', or of one of several outputs 'y.price' say. Default: any number will do.
   */
  expectTargets?(who: string, y: ArrayLike<number>, name?: string): void;
  /** The formulas it is made of, where it is a sum of one term an output. */
  readonly formulas?: { readonly term: Program; readonly finish?: Program; readonly gradient: Program };
  /** How mathematics writes it: ½ Σₖ (aₖ − yₖ)². Default its name. */
  notation?(symbols: LossSymbols): string;
  /** The calls of one output. */
  bind(node: LossNode): LossLists;
  /** The activation that this loss takes together with itself, from logits, where it is the network's last. */
  readonly fused?: { readonly activation: string; bind(node: LossNode): LossLists };
}

/**
 * TypeError or RangeError where what a loss says of itself is nothing that it may say; `of` follows the names
 * of members.
 */
export function expectMeaning(
  who: string,
  {
    target, decision, leastOutputs, expectTargets, notation, ignoreClass, reduction,
  }: Partial<Loss>,
  of: string = '',
): void {
  if (leastOutputs !== undefined) expectInteger(who, `leastOutputs${of}`, leastOutputs, 1);
  if (expectTargets !== undefined) expectFunction(who, `expectTargets${of}`, expectTargets);
  if (notation !== undefined) expectFunction(who, `notation${of}`, notation);
  if (ignoreClass !== undefined) expectInteger(who, `ignoreClass${of}`, ignoreClass, LEAST_LABEL, GREATEST_LABEL);
  if (ignoreClass !== undefined && target === 'vector') {
    throw typeError(`${who}: ignoreClass${of} must be absent where targets are vectors, got ${ignoreClass}`);
  }
  if (reduction !== undefined) expectReduction(who, reduction, of);
  if (decision === undefined) return;
  expectObject(who, `decision${of}`, decision);
  const { threshold, no } = decision;
  if (threshold !== undefined) expectFloat32Number(who, `decision.threshold${of}`, threshold);
  if (no !== 0 && no !== -1) throw rangeError(`${who}: decision.no${of} must be 0 or -1, got ${show(no)}`);
}

/** What a formula of a loss is written with: an output, its target, and the number of outputs. */
export interface PointwiseSymbols {
  readonly a: FloatExpression;
  readonly y: FloatExpression;
  readonly outputs: FloatExpression;
}

/** A loss that is a sum of one term an output, from the term's formula and its derivative's. */
export interface PointwiseLoss {
  /** What files and messages call it. */
  readonly name: string;
  /** The term of one output; `outputs` is their number. */
  readonly term: (symbols: PointwiseSymbols) => Float;
  /** ∂term/∂a, to be multiplied by the scale. */
  readonly derivative: (symbols: PointwiseSymbols) => Float;
  /** From the sum of the terms, as `rowSums` adds them up, to the example's loss; default the sum itself. */
  readonly finish?: (symbols: { readonly total: FloatExpression; readonly outputs: FloatExpression }) => Float;
  /** See {@link Loss}. */
  readonly decision?: Decision;
  /** See {@link Loss}. */
  readonly expectTargets?: (who: string, y: ArrayLike<number>, name?: string) => void;
  /** See {@link Loss}. */
  readonly notation?: (symbols: LossSymbols) => string;
}

function expectDefinition(who: string, definition: Omit<PointwiseLoss, 'finish'>, known: readonly string[]): void {
  expectKnownOptions(who, definition, known);
  expectName(who, 'name', definition.name);
  expectFunction(who, 'term', definition.term);
  expectFunction(who, 'derivative', definition.derivative);
  expectMeaning(who, definition);
}

/**
 * A loss of your own that is a sum of one term an output: see {@link PointwiseLoss}.
 *
 *     const cubic = pointwiseLoss({
 *       name: 'cubic', term: ({ a, y }) => mul(abs(sub(a, y)), square(sub(a, y))),
 *       derivative: ({ a, y }) => mul(mul(3, sub(a, y)), abs(sub(a, y))),
 *     });
 *
 * Throws TypeError for a definition that is misspelt or of the wrong kind, and for formulas that are none; RangeError
 * for values of it that are out of range.
 */
export function pointwiseLoss(definition: PointwiseLoss): Loss {
  const known = ['name', 'term', 'derivative', 'finish', 'decision', 'expectTargets', 'notation'];
  expectDefinition('pointwiseLoss', definition, known);
  if (definition.finish !== undefined) expectFunction('pointwiseLoss', 'finish', definition.finish);
  return recorded(lazyPointwiseLoss(definition));
}

function recorded(loss: LossOfTerms): Loss {
  record(loss.formulas);
  return loss;
}

/** A loss of which formulas are known. */
type LossOfTerms = Loss & Required<Pick<Loss, 'formulas'>>;

/** The same with formulas that are recorded when they are first read, for the library's own. */
export function lazyPointwiseLoss(
  { name, term, derivative, finish, decision, expectTargets, notation }: PointwiseLoss,
): LossOfTerms {
  const terms: Program = lazyFormula({
    name, arrays: ['a', 'y', 'terms'], scalars: ['outputs'],
    define: (symbols) => ({ terms: term(symbols) }),
  });
  const gradients: Program = lazyFormula({
    name: `${name} gradient`, arrays: ['a', 'y', 'da'], scalars: ['outputs', 'scale'],
    define: (symbols) => ({ da: mul(derivative(symbols), symbols.scale) }),
  });
  const finishing = finish && lazyFormula({
    name: `${name} of a sum`, arrays: ['total'], scalars: ['outputs'],
    define: (symbols) => ({ total: finish(symbols) }),
  });
  return {
    name,
    target: 'vector',
    ...(decision !== undefined && { decision }),
    ...(expectTargets !== undefined && { expectTargets }),
    ...(notation !== undefined && { notation }),
    formulas: { term: terms, gradient: gradients, ...(finishing !== undefined && { finish: finishing }) },
    bind({ outputs, prediction, targets, losses, gradient, cache }) {
      const m = perExample(1), size = perExample(outputs), partial = cache('terms', size);
      return {
        forward: [
          k.elementwise(terms, size, [prediction, targets, partial], [outputs]),
          k.rowSums(m, outputs, partial, losses),
          ...(finishing ? [k.elementwise(finishing, m, [losses], [outputs])] : []),
        ],
        backward: [k.elementwise(gradients, size, [prediction, targets, gradient], [outputs, 'scale'])],
      };
    },
  };
}

/**
 * The mean of one term an output: a {@link pointwiseLoss} whose sum is divided by the number of outputs, Σ ⊘ n, and
 * whose derivative is multiplied by 1 ⊘ n.
 *
 * Throws what `pointwiseLoss` throws.
 */
export function meanLoss(definition: Omit<PointwiseLoss, 'finish'>): Loss {
  expectDefinition('meanLoss', definition, ['name', 'term', 'derivative', 'decision', 'expectTargets', 'notation']);
  return recorded(lazyMeanLoss(definition));
}

/** The same with formulas that are recorded when they are first read, for the library's own. */
export function lazyMeanLoss({ derivative, ...others }: Omit<PointwiseLoss, 'finish'>): LossOfTerms {
  return lazyPointwiseLoss({
    ...others,
    finish: ({ total, outputs }) => div(total, outputs),
    derivative: (symbols) => mul(derivative(symbols), div(1, symbols.outputs)),
  });
}
