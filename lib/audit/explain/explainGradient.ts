/**
 * One gradient, derived as by hand.
 * @module
 */

import {
  ShapeError, expectBoolean, expectInteger, expectKnownOptions, rangeError, typeError,
} from '../../core/errors.ts';
import { ulpDistance } from '../../core/float32.ts';
import { modelFunction } from '../../curvature/modelFunction.ts';
import type { Value } from '../../graph/index.ts';
import { createFloat64Kernels } from '../../kernels/index.ts';
import { shardsFor, sweep, sweepGradient, type Examples, type Plan } from '../../plan/index.ts';
import type { GivenInputs, GivenTargets, Model, WeightOptions } from '../../model/index.ts';
import { examplesFor, planFor } from '../../model/planFor.ts';
import { numericSlope, type Slope } from '../numericSlope.ts';
import { edgesOf, expectOwnTerm, placeOf, type Edges } from './edges.ts';
import type { ExplainedParameter, Use } from './explainedParameter.ts';
import type { ExampleExplanation } from './explanationData.ts';
import { Explanation } from './explanation.ts';
import { functionsOf } from './functions.ts';
import { levelsFrom, type ExampleValues, type Factor, type Level } from './levels.ts';
import { strongestPaths } from './paths.ts';
import { reportLayers, type ReportLayer } from './reportLayers.ts';
import { kindOf, nodeOf } from './stretches.ts';
import { sumsFromWeight, sumsToLoss, type SumsToLoss } from './sums.ts';
import { raised, lowered, unitSymbol, weightSymbol } from './symbols.ts';
import { updateOf } from './update.ts';
import { together, type Derived } from './uses.ts';

/**
 * Which weight: wᵢⱼ of a layer, from unit j of the layer before to unit i, all counted from 1 as in the report;
 * without j, the bias bᵢ.
 */
export interface ExplainOptions extends WeightOptions {
  /**
   * From 2: layer 1 is the input, or where there are several what they have come together in. What computes is one with
   * its activation; Flatten and Reshape are none; where the graph parts, all until it has come together again is one.
   * Or the name of a layer, which is then layer 2: so within such a part too.
   */
  readonly layer: number | string;
  /** The unit that the weight leads to, from 1. */
  readonly i: number;
  /** The unit that it comes from, from 1. Default: none, which means the bias. */
  readonly j?: number;
  /** The bias bᵢ; default where there is no j. */
  readonly bias?: boolean;
  /** Most paths that are listed, for each example. Default 32. */
  readonly most?: number;
}

const MOST = 32;

/**
 * Derives ∂J/∂w for one weight or bias along the paths from it to the loss, and shows the step that training would take
 * with it.
 *
 *     console.log(String(explainGradient(model, x, y, { layer: 2, i: 1, j: 1 })));
 *
 * x holds one example or several, which count as one batch: ∂J/∂w is the mean of theirs. The model must be compiled;
 * nothing of it changes.
 *
 * - z and a are the bits of production. Derivatives of activations and loss, products and sums are binary64 from these.
 * - A path is a product of ∂J/∂a (where the loss stands for a softmax too, ∂J/∂z), of ∂a/∂z = f′(z) and ∂z/∂a = w in
 *   turn, and of ∂z/∂w = a. With a factor 0 it is dead: 0, whatever the others are.
 * - A weight that stands at several places, as in a convolution, has the paths of all; each place names it.
 * - A layer whose outputs are sums of weights times inputs says so by its `terms`, an element-wise activation
 *   by its formula. What says nothing (softmax, normalisation, a layer of your own) is asked by backward passes,
 *   one an output: an output then depends on all that its gradient goes to.
 * - Where the graph parts, all until it has come together again is one layer, which says nothing.
 * - Layers do as in the step of training: the noise of each example is what it would be.
 * - Paths are counted before they are listed. Where there are more than `most`, the strongest are, and `remainder`
 *   is the exact sum of the others.
 * - `backpropagated` has the bits of training, `finiteDifference` is a third witness: differences of J in binary64,
 *   no derivative used.
 *
 * Throws StateError before `compile`; TypeError, by name, for several outputs, for layers that compute with the whole
 * batch as batch normalisation does, whose outputs are regularized, or whose terms their backward pass does not follow,
 * and for a weight of a layer that says no terms or is called twice; RangeError for a weight that is not there; and
 * as `fit` for examples. Costs two forward and backward passes an example, the backward passes of what says nothing,
 * and the list.
 */
export function explainGradient(model: Model, x: GivenInputs, y: GivenTargets, options: ExplainOptions): Explanation {
  const who = 'explainGradient';
  expectKnownOptions(who, options, ['layer', 'i', 'j', 'bias', 'most', 'sampleWeight', 'classWeight']);
  const { most = MOST, sampleWeight, classWeight } = options;
  expectInteger(who, 'most', most);
  const weights = {
    ...(sampleWeight !== undefined && { sampleWeight }), ...(classWeight !== undefined && { classWeight }),
  };
  const examples = examplesFor(who, model, x, y, weights), { count } = examples;
  if (count === 0) throw new ShapeError(`${who}: x must hold at least one example, got none`);
  const plan = planFor(model, model.kernels, 1), { layer } = options;
  const layers = reportLayers(who, plan, typeof layer === 'string' ? layer : undefined);
  const parameter = parameterOf(who, model, plan, layers, options);
  const explained = explainExamples(who, plan, layers, parameter, examples, most);
  sweepGradient(plan, shardsFor(plan, model), examples);
  const total = plan.sums.total(plan.lossWeights, count) + count * plan.penalty();
  const penalty = penaltyOf(model, parameter.index);
  const value = explained.reduce((sum, own) => sum + own.weight * own.value, 0) / count + penalty;
  const backpropagated = plan.gradient[parameter.index], slope = slopeOf(model, examples, weights, parameter.index);
  return new Explanation({
    parameter, layers, inputShape: model.network.inputShape, examples: explained,
    functions: functionsOf(layers, parameter, explained[0].values, model.loss),
    loss: total / count, isFused: plan.heads[0].fused !== undefined, isLabel: model.loss.target === 'label',
    value, penalty, backpropagated, ulps: ulpDistance(Math.fround(value), backpropagated),
    finiteDifference: slope.slope, hasKink: !slope.isSmooth, update: updateOf(model, plan, parameter.index, count),
  });
}

function parameterOf(
  who: string, { theta }: Model, plan: Plan<Float32Array>, layers: readonly ReportLayer[],
  { layer: asked, i, j, bias = j === undefined }: ExplainOptions,
): ExplainedParameter {
  const layer = typeof asked === 'string' ? 2 : asked;
  expectBoolean(who, 'bias', bias);
  expectInteger(who, 'layer', layer, 2, layers.length);
  const own = layers[layer - 1], { terms, width, stretch } = own, of = stretch && nodeOf(stretch)?.of;
  expectInteger(who, 'i', i, 1, width);
  if (!bias) expectInteger(who, 'j', j, 1, layers[layer - 2].width);
  const name = of?.name ?? own.activation?.name ?? (stretch && kindOf(stretch)), what = `layer ${layer} ('${name}')`;
  const places = plan.network.graph.nodes.filter((node) => node.part === 'layer' && node.of === of).length;
  if (of !== undefined && places > 1) {
    throw typeError(`${who}: layer must have one place in the graph, got ${what}, which has ${places}`);
  }
  if (terms === undefined || of === undefined) {
    throw typeError(`${who}: layer must be one that says its terms, got ${what}`);
  }
  const input = bias || j === undefined ? undefined : j - 1, term = terms[i - 1].find((one) => one.input === input);
  if (term === undefined && input === undefined) {
    throw rangeError(`${who}: bias must be false, got true; ${what} has none`);
  }
  if (term === undefined) throw rangeError(`${who}: j must be an input of unit ${i} of ${what}, got ${j}`);
  const uses = terms.flatMap((all, unit) => all.flatMap((one): Use[] =>
    (one.parameter !== term.parameter || one.at !== term.at ? []
      : [{ i: unit + 1, j: one.input === undefined ? undefined : one.input + 1 }])));
  const index = placeOf(own, term, plan), address = { layer, i, j: input === undefined ? undefined : j, uses };
  const symbol = input === undefined ? `b${raised(layer)}${lowered(i)}` : weightSymbol(layer, i, input + 1);
  return { ...address, symbol, index, value: theta[index], name: of.name };
}

/** One by one, each at its row of the batch: what is random is what it is in the step of training. */
function explainExamples(
  who: string, plan: Plan<Float32Array>, layers: readonly ReportLayer[], parameter: ExplainedParameter,
  examples: Examples, most: number,
): ExampleExplanation[] {
  const explained: ExampleExplanation[] = [];
  let edges: readonly (Edges | undefined)[] | undefined;
  const [end] = plan.ends, isOneRow = end.steps === 1, weights = isOneRow ? [] : examples.weights;
  sweep(plan, true, { ...examples, weights }, undefined, 0, examples.count, { visit: (_, row) => {
    plan.backward(1, 1, 0);
    const backpropagated = plan.gradient[parameter.index], loss = end.lossOf(0) / end.rowsOf(1);
    const weight = isOneRow ? examples.weights.at(0)?.[row] ?? 1 : 1; // else in its shares
    edges ??= layers.map((own, l) => (l < parameter.layer ? undefined : edgesOf(who, plan, own, layers[l - 1].width)));
    const shares = sharesOf(end, weights.at(0)?.subarray(row * end.steps));
    const derived = explainExample(plan, layers, edges, { ...valuesOf(plan, layers), shares }, parameter, most);
    expectOwnTerm(who, plan, layers[parameter.layer - 1], parameter, derived.values.layers[parameter.layer - 2].a);
    explained.push({ ...derived, example: row, loss, weight, backpropagated });
  } });
  return explained;
}

/** What the loss of each row counts: as the mask and its weight have it, in the mean over rows. */
function sharesOf(end: Plan<Float32Array>['ends'][number], weights: Float32Array | undefined): Float64Array {
  const { mask, steps } = end, rows = end.rowsOf(1);
  return Float64Array.from({ length: steps }, (_, step) => {
    const counts = (weights?.[step] ?? 1) * (mask?.[step] ?? 1);
    return counts === 0 ? 0 : counts / rows;
  });
}

/** Copies of z and a of all layers, as the plan has them. */
function valuesOf(plan: Plan<Float32Array>, layers: readonly ReportLayer[]): Omit<ExampleValues, 'shares'> {
  const copy = (value: Value): Float64Array => Float64Array.from(plan.arrayOf(plan.description.flows.valueOf(value)));
  const [{ targets, width }] = plan.heads;
  return {
    layers: layers.map(({ z, a }) => ({ z: z && copy(z), a: copy(a) })),
    targets: Float64Array.from(plan.arrayOf(targets).subarray(0, width)),
  };
}

function explainExample(
  plan: Plan<Float32Array>, layers: readonly ReportLayer[], edges: readonly (Edges | undefined)[],
  values: ExampleValues, parameter: ExplainedParameter, most: number,
): Derived {
  const levels = levelsFrom(plan, parameter.layer, layers, edges, values), sums = sumsToLoss(levels);
  return together(parameter.uses.map((use) => explainUse(levels, sums, values, parameter, use, most)), most);
}

function explainUse(
  levels: readonly Level[], sums: SumsToLoss, values: ExampleValues, { layer, symbol }: ExplainedParameter,
  { i, j }: Use, most: number,
): Derived {
  const input = j === undefined ? 1 : values.layers[layer - 2].a[j - 1];
  const first: Factor = {
    symbol: `∂${unitSymbol('z', layer, i)}/∂${symbol}`, formula: j === undefined ? '1' : unitSymbol('a', layer - 1, j),
    value: input,
  };
  const start = i - 1;
  const { reaching, deadEnds } = sumsFromWeight(levels, start, input, sums);
  const { paths, remainder } = strongestPaths(levels, start, first, sums, most);
  const dead = input === 0
    ? [{ factor: first, paths: sums.count[0][start] }]
    : deadEnds.map(({ level, u, v, paths: stopped }) => ({ factor: levels[level].factor(u, v), paths: stopped }));
  const through = levels.flatMap(({ kind, layer: at }, l) =>
    (kind === 'a' || at === layer ? [] : Array.from(reaching[l], (sum, u) => (
      { layer: at, unit: u + 1, sum: sum === 0 ? 0 : sum * sums.total[l][u] }
    ))));
  return {
    paths, remainder, dead, through, values,
    pathCount: sums.count[0][start], livePaths: input === 0 ? 0n : sums.live[0][start],
    value: paths.reduce((sum, { product }) => sum + product, 0) + remainder,
    magnitude: input === 0 ? 0 : Math.abs(input) * sums.magnitude[0][start],
  };
}

/** What regularizers add to ∂J/∂w, in binary64. */
function penaltyOf(model: Model, index: number): number {
  const plan = planFor(model, createFloat64Kernels(), 1);
  plan.finishGradient();
  return plan.gradient[index];
}

/** That of J along the weight, by differences. */
function slopeOf(model: Model, { x, y }: Examples, weights: WeightOptions, index: number): Slope {
  const targets = y.map((own) => Float32Array.from(own)); // as training takes them
  const objective = modelFunction('explainGradient', model, x, targets, weights);
  const theta = Float64Array.from(model.theta);
  return numericSlope((at) => {
    theta[index] = at;
    return objective.value(theta);
  }, theta[index]);
}
