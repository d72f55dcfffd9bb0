/**
 * What leads from one layer to the next by the terms that it says, held against its backward pass.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import type { Term } from '../../layers/index.ts';
import type { Plan } from '../../plan/index.ts';
import { backwardOf } from './alone.ts';
import type { ExplainedParameter } from './explainedParameter.ts';
import type { ReportLayer } from './reportLayers.ts';
import { nodeOf } from './stretches.ts';

/** Where the element of a term stands in θ. */
export function placeOf({ stretch }: ReportLayer, { parameter, at }: Term, plan: Plan<Float32Array>): number {
  const { network: { layers } } = plan, node = stretch && nodeOf(stretch);
  const tensors = layers.find(({ name }) => name === node?.of.name)?.parameters;
  const tensor = tensors?.find(({ name }) => name === parameter);
  if (tensor === undefined) throw new Error('explain: a term is of no parameter');
  return tensor.offset + at;
}

/** What leads from the units before a layer to its own, by its terms. */
export interface Edges {
  /** For each unit before, the own units that have a term with it. */
  readonly leadsTo: readonly (readonly number[])[];
  /** Units before × own units, row-major. */
  readonly weights: Float64Array;
}

/** Slopes nearer than that share of their terms are the same: a user's own passes may round as they like. */
const SAME = 1e-5;
/** Below it binary32 has fewer digits. */
const SMALLEST = 2 ** -126;

function expectSame(who: string, { stretch }: ReportLayer, said: number, done: number, magnitude: number): void {
  if (!(Math.abs(said - done) > SAME * magnitude + SMALLEST)) return; // NaN shows by itself
  const name = `terms of layer '${stretch && nodeOf(stretch)?.of.name}'`;
  throw typeError(`${who}: ${name} must give the slopes of its backward pass, such as ${done}, got ${said}`);
}

/**
 * See {@link Edges}. Throws TypeError, by the name of the layer, where its backward pass is not that of these terms, as
 * where a subclass has other passes; it is tried on the example that the plan holds.
 */
export function edgesOf(who: string, plan: Plan<Float32Array>, layer: ReportLayer, before: number): Edges | undefined {
  const { terms, width, stretch } = layer;
  if (terms === undefined || stretch === undefined) return undefined;
  const leadsTo = Array.from({ length: before }, (): number[] => []), weights = new Float64Array(before * width);
  terms.forEach((own, v) => own.forEach((term) => {
    if (term.input === undefined) return;
    leadsTo[term.input].push(v);
    weights[term.input * width + v] = plan.theta[placeOf(layer, term, plan)];
  }));
  const dx = backwardOf(plan, stretch)(Float64Array.from({ length: width }, (_, v) => v + 1));
  for (let u = 0; u < before; u++) {
    const shares = leadsTo[u].map((v) => weights[u * width + v] * (v + 1)), sum = shares.reduce((a, b) => a + b, 0);
    expectSame(who, layer, sum, dx[u], shares.reduce((a, b) => a + Math.abs(b), 0));
  }
  return { leadsTo, weights };
}

/**
 * Throws TypeError where the plan's last backward pass has not left in ∇J what ∂J/∂z of the parameter's unit, times the
 * input of its term, is; the sum of these where it stands in several.
 */
export function expectOwnTerm(
  who: string, plan: Plan<Float32Array>, layer: ReportLayer, { uses, index }: ExplainedParameter, before: Float64Array,
): void {
  const gradient = layer.z && plan.description.flows.gradientOf(layer.z);
  if (gradient === undefined) throw new Error('explain: a layer that learns has no gradient');
  const slopes = plan.arrayOf(gradient);
  const shares = uses.map(({ i, j }) => slopes[i - 1] * (j === undefined ? 1 : before[j - 1]));
  const slope = shares.reduce((sum, share) => sum + share, 0);
  expectSame(who, layer, slope, plan.gradient[index], shares.reduce((sum, share) => sum + Math.abs(share), 0));
}
