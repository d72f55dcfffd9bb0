/**
 * One gradient, derived as by hand.
 * @module
 */

import { ShapeError, expectBoolean, expectInteger, expectKnownOptions, rangeError } from '../../core/errors.ts';
import { ulpDistance } from '../../core/float32.ts';
import { modelFunction } from '../../curvature/modelFunction.ts';
import { createFloat64Kernels } from '../../kernels/index.ts';
import { forwardTensors, sweep, type Plan } from '../../plan/index.ts';
import type { Model, Targets, WeightOptions } from '../../model/index.ts';
import { examplesFor, planFor } from '../../model/planFor.ts';
import { numericSlope, type Slope } from '../numericSlope.ts';
import type { ExplainedParameter } from './explainedParameter.ts';
import type { ExampleExplanation } from './explanationData.ts';
import { Explanation } from './explanation.ts';
import { functionsOf } from './functions.ts';
import { levelsFrom, type ExampleValues, type Factor } from './levels.ts';
import { strongestPaths } from './paths.ts';
import { reportLayers, type ReportLayer } from './reportLayers.ts';
import { sumsFromWeight, sumsToLoss } from './sums.ts';
import { raised, lowered, unitSymbol, weightSymbol } from './symbols.ts';
import { updateOf } from './update.ts';

/** Which weight: wᵢⱼ of a layer, from unit j of the layer before to unit i, all counted from 1 as in the report; without j, the bias bᵢ. */
export interface ExplainOptions extends WeightOptions {
  /** From 2: layer 1 is the input. A Dense with its activation is one layer; Flatten and Reshape are none. */
  readonly layer: number;
  readonly i: number;
  readonly j?: number;
  /** The bias bᵢ; default where there is no j. */
  readonly bias?: boolean;
  /** Most paths that are listed, for each example. Default 32. */
  readonly most?: number;
}

const MOST = 32;

/**
 * Derives ∂J/∂w for one weight or bias along the paths from it to the loss, and shows the step that training would take with it.
 *
 *     console.log(String(explainGradient(model, x, y, { layer: 2, i: 1, j: 1 })));
 *
 * x holds one example or several, which count as one batch: ∂J/∂w is the mean of theirs. The model must be compiled; nothing of it changes.
 *
 * - z and a are the bits of production. Derivatives of activations and loss, products and sums are binary64 from these.
 * - A path is a product of ∂J/∂a (where the loss stands for a softmax too, ∂J/∂z), of ∂a/∂z = f′(z) and ∂z/∂a = w in turn, and of
 *   ∂z/∂w = a. With a factor 0 it is dead: 0, whatever the others are. Of a softmax that stands alone each output depends on each z.
 * - Paths are counted before they are listed. Where there are more than `most`, the strongest are, and `remainder` is the exact sum of the others.
 * - `backpropagated` has the bits of training, `finiteDifference` is a third witness: differences of J in binary64, no derivative used.
 *
 * Throws StateError before `compile`; TypeError for layers other than Dense, Activation, Flatten and Reshape, by name, and for regularized
 * outputs; RangeError for a weight that is not there; and as `fit` for examples. Costs two forward and backward passes an example, and the list.
 */
export function explainGradient(model: Model, x: Float32Array, y: Targets, options: ExplainOptions): Explanation {
  const who = 'explainGradient';
  expectKnownOptions(who, options, ['layer', 'i', 'j', 'bias', 'most', 'sampleWeight', 'classWeight']);
  const { most = MOST, sampleWeight, classWeight } = options;
  expectInteger(who, 'most', most);
  const weights = {
    ...(sampleWeight !== undefined && { sampleWeight }), ...(classWeight !== undefined && { classWeight }),
  };
  const examples = examplesFor(who, model, x, y, weights), { count } = examples;
  if (count === 0) throw new ShapeError(`${who}: x must hold at least one example, got none`);
  const { network } = model, layers = reportLayers(who, network);
  const parameter = parameterOf(who, model, layers, options);
  const plan = planFor(model, model.kernels, 1);
  const tensors = layers.map(({ dense }) => dense && plan.theta.slice(dense.parameters[0].offset, dense.parameters[0].offset + dense.parameters[0].length));
  const explained = Array.from({ length: count }, (_, row) => {
    const loss = sweep(plan, true, { ...examples, weights: undefined }, undefined, row, 1, { visit: () => plan.backward(1, 1, 0) });
    const values = valuesOf(plan, layers, model.loss.target === 'label' ? 1 : plan.outputs);
    const weight = examples.weights?.[row] ?? 1;
    const derived = explainExample(model, layers, tensors, values, parameter, plan.isFused, most);
    return { ...derived, example: row, loss, weight, backpropagated: plan.gradient[parameter.index] };
  });
  const scale = Math.fround(1 / count);
  const losses = sweep(plan, true, examples, undefined, 0, count, { visit: (_, done) => plan.backward(1, scale, done === 0 ? 0 : 1) });
  const total = losses + count * plan.penalty();
  plan.finishGradient();
  const penalty = penaltyOf(model, parameter.index);
  const value = explained.reduce((sum, own) => sum + own.weight * own.value, 0) / count + penalty;
  const backpropagated = plan.gradient[parameter.index], slope = slopeOf(model, x, y, weights, parameter.index);
  return new Explanation({
    parameter, layers, inputShape: network.inputShape, functions: functionsOf(layers, parameter, explained[0].values.layers, model.loss), examples: explained,
    loss: total / count, isFused: plan.isFused, isLabel: model.loss.target === 'label',
    value, penalty, backpropagated, ulps: ulpDistance(Math.fround(value), backpropagated),
    finiteDifference: slope.slope, hasKink: !slope.isSmooth, update: updateOf(model, plan, parameter.index, count),
  });
}

function parameterOf(
  who: string, model: Model, layers: readonly ReportLayer[], { layer, i, j, bias = j === undefined }: ExplainOptions,
): ExplainedParameter {
  expectBoolean(who, 'bias', bias);
  expectInteger(who, 'layer', layer, 2, layers.length);
  const { dense, width } = layers[layer - 1], before = layers[layer - 2].width;
  expectInteger(who, 'i', i, 1, width);
  if (!bias) expectInteger(who, 'j', j, 1, before);
  const [w, b] = dense?.parameters ?? [];
  const name = { layer, i, j: bias ? undefined : j };
  if (!bias && j !== undefined) {
    const index = w.offset + (j - 1) * width + i - 1;
    return { ...name, symbol: weightSymbol(layer, i, j), index, value: model.theta[index], name: w.layer };
  }
  if (b === undefined) throw rangeError(`${who}: bias must be false, got true; layer ${layer} ('${w.layer}') has none`);
  const index = b.offset + i - 1;
  return { ...name, symbol: `b${raised(layer)}${lowered(i)}`, index, value: model.theta[index], name: b.layer };
}

/** Copies of z and a of all layers, as the plan has them. */
function valuesOf(plan: Plan<Float32Array>, layers: readonly ReportLayer[], targets: number): ExampleValues {
  const buffers = new Map([...forwardTensors(plan, 1)].map(({ layer, tensor, values }) => [`${tensor} of ${layer}`, values]));
  const copy = (name: string): Float64Array | undefined => buffers.has(name) ? Float64Array.from(buffers.get(name) ?? []) : undefined;
  return {
    layers: layers.map(({ dense, output }) => {
      if (dense === undefined) return { z: undefined, a: Float64Array.from(plan.inputs[0]) };
      const z = copy(`z of ${dense.name}`);
      return { z, a: copy(`a of ${output}`) ?? z ?? new Float64Array() };
    }),
    targets: Float64Array.from(plan.targets.subarray(0, targets)),
  };
}

type Derived = Omit<ExampleExplanation, 'example' | 'loss' | 'weight' | 'backpropagated'>;

function explainExample(
  model: Model, layers: readonly ReportLayer[], tensors: readonly (Float32Array | undefined)[], values: ExampleValues,
  { layer, i, j, symbol }: ExplainedParameter, isFused: boolean, most: number,
): Derived {
  const levels = levelsFrom(layer, layers, tensors, values, model.loss, isFused);
  const input = j === undefined ? 1 : values.layers[layer - 2].a[j - 1];
  const first: Factor = { symbol: `∂${unitSymbol('z', layer, i)}/∂${symbol}`, formula: j === undefined ? '1' : unitSymbol('a', layer - 1, j), value: input };
  const sums = sumsToLoss(levels), start = i - 1;
  const { reaching, deadEnds } = sumsFromWeight(levels, start, input, sums);
  const { paths, remainder } = strongestPaths(levels, start, first, sums, most);
  const dead = input === 0
    ? [{ factor: first, paths: sums.count[0] }]
    : deadEnds.map(({ level, u, v, paths: stopped }) => ({ factor: levels[level].factor(u, v), paths: stopped }));
  const through = levels.flatMap(({ kind, layer: at }, l) => (kind === 'a' || at === layer ? [] : Array.from(reaching[l], (sum, u) => (
    { layer: at, unit: u + 1, sum: sum === 0 ? 0 : sum * sums.total[l][u] }
  ))));
  return {
    paths, remainder, dead, through, values,
    pathCount: sums.count[0], livePaths: input === 0 ? 0n : sums.live[0][start],
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
function slopeOf(model: Model, x: Float32Array, y: Targets, weights: WeightOptions, index: number): Slope {
  const objective = modelFunction('explainGradient', model, x, Float32Array.from(y), weights); // targets as training takes them
  const theta = Float64Array.from(model.theta);
  return numericSlope((at) => {
    theta[index] = at;
    return objective.value(theta);
  }, theta[index]);
}
