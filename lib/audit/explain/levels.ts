/**
 * The derivatives of one example, level by level: z and a of each layer in turn, and what leads from each to the next
 * and at last to J.
 *
 * z and a are the bits of production. What is worked out from them here is binary64; weights are binary32 as they are.
 * @module
 */

import { print } from '../../formula/index.ts';
import { createFloat64Kernels } from '../../kernels/index.ts';
import type { Loss } from '../../losses/index.ts';
import type { Plan } from '../../plan/index.ts';
import { alone, jacobianOf } from './alone.ts';
import type { Edges } from './edges.ts';
import type { ReportLayer } from './reportLayers.ts';
import { kindOf } from './stretches.ts';
import { activationSymbol, asFactor, lowered, shown, unitSymbol, weightSymbol } from './symbols.ts';

/** One factor of a path. */
export interface Factor {
  /** ∂a³₁/∂z³₁ */
  readonly symbol: string;
  /** What it is: ReLU′(0.12), w³₁₁, a⁴₁ − y₁ = 0.65 − 0.45 */
  readonly formula: string;
  /** What it comes to. */
  readonly value: number;
}

/** One kind of value of one layer, and the derivatives by it of what comes next. */
export interface Level {
  readonly kind: 'z' | 'a';
  readonly layer: number;
  readonly width: number;
  /** For each unit, from 0, those of the next level that depend on it; at the last level 0, which stands for J. */
  readonly leadsTo: readonly (readonly number[])[];
  /** That of unit v of the next level by unit u. */
  derivative(u: number, v: number): number;
  /** The factor of a path that goes there. */
  factor(u: number, v: number): Factor;
}

/** z and a of one layer, one example; the input has no z. */
export interface LayerValues {
  /** z of each unit; undefined of the input. */
  readonly z: Float64Array | undefined;
  /** a of each unit. */
  readonly a: Float64Array;
}

/** What a network has computed for one example. */
export interface ExampleValues {
  /** Those of the layers, in order. */
  readonly layers: readonly LayerValues[];
  /** As the loss takes them: one label, or a number an output, for each row. */
  readonly targets: Float64Array;
  /** What the loss of each row of the output, such as a step of a sequence, counts in that of the example. */
  readonly shares: Float64Array;
}

/** Those of the example that the plan holds, from z of layer `first` (from 1) on; `edges` has those of terms. */
export function levelsFrom(
  plan: Plan<Float32Array>, first: number, layers: readonly ReportLayer[], edges: readonly (Edges | undefined)[],
  { layers: values, ...wanted }: ExampleValues,
): Level[] {
  const levels: Level[] = [];
  for (const layer of layers.slice(first - 1)) {
    const { number } = layer, { z, a } = values[number - 1], isLast = number === layers.length;
    if (z === undefined) continue;
    const loss = (kind: 'z' | 'a'): Level => lossLevel(plan, kind, layer, { a, ...wanted });
    if (isLast && plan.heads[0].fused !== undefined) return [...levels, loss('z')];
    levels.push(activationLevel(plan, layer, z, a));
    levels.push(isLast ? loss('a') : towards(plan, layers[number], a, edges[number]));
  }
  return levels;
}

type OfEdge<T> = (u: number, v: number) => T;

/** What makes a level of the derivatives there. */
function levelAt(at: Pick<Level, 'kind' | 'layer' | 'width'>, symbol: OfEdge<string>) {
  return (leadsTo: Level['leadsTo'], derivative: OfEdge<number>, formula: OfEdge<string>): Level => ({
    ...at, leadsTo, derivative,
    factor: (u, v) => ({ symbol: symbol(u, v), formula: formula(u, v), value: derivative(u, v) }),
  });
}

/** Units of one number lead to each other. */
const oneToOne = (width: number): number[][] => Array.from({ length: width }, (_, u) => [u]);

/** ∂z/∂a from one layer to the next: w, or what a backward pass of the next gives. */
function towards(plan: Plan<Float32Array>, next: ReportLayer, a: Float64Array, edges: Edges | undefined): Level {
  const { number, width: outputs, stretch } = next, layer = number - 1, width = a.length;
  const from = (u: number): string => unitSymbol('a', layer, u + 1);
  const level = levelAt({ kind: 'a', layer, width }, (u, v) => `∂${unitSymbol('z', number, v + 1)}/∂${from(u)}`);
  if (stretch === undefined) return level(oneToOne(width), () => 1, () => '1');
  if (edges !== undefined) {
    return level(edges.leadsTo, (u, v) => edges.weights[u * outputs + v], (u, v) => weightSymbol(number, v + 1, u + 1));
  }
  const { leadsTo, isOneToOne, derivatives } = jacobianOf(plan, stretch, width, outputs), kind = kindOf(stretch);
  const formula = (u: number, v: number): string =>
    (isOneToOne ? `${kind}′(${shown(a[u], 4)})` : `${kind} of ${from(u)}, output ${v + 1}`);
  return level(leadsTo, (u, v) => derivatives[u * outputs + v], formula);
}

/** ∂a/∂z: f′(z) from the formula that training uses, with ∂J/∂a = 1, or what a backward pass gives. */
function activationLevel(
  plan: Plan<Float32Array>, { number: layer, width, activation, activationStretch }: ReportLayer, z: Float64Array,
  a: Float64Array,
): Level {
  const [from, to] = (['z', 'a'] as const).map((name) => (unit: number) => unitSymbol(name, layer, unit + 1));
  const level = levelAt({ kind: 'z', layer, width }, (u, v) => `∂${to(v)}/∂${from(u)}`);
  if (activation === undefined || activationStretch === undefined) return level(oneToOne(width), () => 1, () => '1');
  const own = (u: number): string => `${activationSymbol(activation)}′(${shown(z[u], 4)})`;
  if (activation.formulas !== undefined) {
    const slopes = new Float64Array(width), ones = slopes.slice().fill(1);
    createFloat64Kernels().elementwise(activation.formulas.gradient, width, [z, a, ones, slopes]);
    return level(oneToOne(width), (u) => slopes[u], own);
  }
  const { leadsTo, isOneToOne, derivatives } = jacobianOf(plan, activationStretch, width, width);
  const formula = (u: number, v: number): string => activation.derivative?.(to(v), to(u))
    ?? (isOneToOne ? own(u) : `${activation.name} of ${from(u)}, output ${v + 1}`);
  return level(leadsTo, (u, v) => derivatives[u * width + v], formula);
}

/** The loss of one example by each of what it takes: ∂J/∂a, or where it stands for the last activation too ∂J/∂z. */
function lossLevel(
  plan: Plan<Float32Array>, kind: 'z' | 'a', { number, width }: ReportLayer,
  { a, targets, shares }: Pick<ExampleValues, 'targets' | 'shares'> & { readonly a: Float64Array },
): Level {
  const [head] = plan.heads, gradient = plan.description.flows.gradientOf(plan.network.graph.outputs[0]);
  if (gradient === undefined) throw new Error('explain: the output has no gradient');
  const { arrayOf, forward, backward } = alone(plan, head), derivatives = arrayOf(gradient), { loss } = head;
  forward();
  backward();
  const outputs = width / shares.length, share = (u: number): number => shares[Math.floor(u / outputs)];
  const level = levelAt({ kind, layer: number, width }, (u) => `∂J/∂${unitSymbol(kind, number, u + 1)}`);
  const formula = (u: number): string => {
    const y = targetOf(loss.target === 'label', targets, outputs, u);
    const whole = lossFormula(loss, { number, outputs }, u, a[u], y, derivatives[u]);
    return share(u) === 1 ? whole : `${shown(share(u), 4)} · (${whole.replace(/ = .*/, '')})`;
  };
  return level(Array.from({ length: width }, () => [0]), (u) => share(u) && share(u) * derivatives[u], formula);
}

/** What is wanted of output u, in rows of `outputs`: a label stands for 1 at its class and 0 elsewhere. */
export function targetOf(isLabel: boolean, targets: ArrayLike<number>, outputs: number, u: number): number {
  return isLabel ? Number(targets[Math.floor(u / outputs)] === u % outputs) : targets[u];
}

/** Nearer than roundings of binary32: the shortest formula may be claimed. */
const SAME = 1e-6;

function lossFormula(
  loss: Loss, { number: layer, outputs }: { readonly number: number; readonly outputs: number }, u: number, a: number,
  y: number, derivative: number,
): string {
  const symbols = `${unitSymbol('a', layer, u + 1)} − y${lowered(u + 1)}`;
  if (Math.abs(derivative - (a - y)) <= SAME) return `${symbols} = ${shown(a, 4)} − ${asFactor(y, 4)}`;
  const gradient = loss.formulas === undefined
    ? undefined
    : print(loss.formulas.gradient).replace(/^\S+ ← /, '').replace(/ · scale$/, '');
  const named = gradient?.replace(/\ba\b/g, unitSymbol('a', layer, u + 1))
    .replace(/\by\b/g, `y${lowered(u + 1)}`)
    .replace(/\boutputs\b/g, String(outputs));
  return named ?? `derivative of ${loss.name}`;
}

