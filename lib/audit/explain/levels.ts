/**
 * The derivatives of one example, level by level: z and a of each layer in turn, and what leads from each to the next and at last to J.
 *
 * z and a are the bits of production. What is worked out from them here, derivatives of activations and of the loss, is binary64; weights
 * are binary32 as they are.
 * @module
 */

import { print } from '../../formula/index.ts';
import { bindAlone, callsOf, createFloat64Kernels, type Tensor } from '../../kernels/index.ts';
import type { Activation } from '../../layers/index.ts';
import type { Loss } from '../../losses/index.ts';
import type { ReportLayer } from './reportLayers.ts';
import { activationSymbol, asFactor, lowered, shown, unitSymbol, weightSymbol } from './symbols.ts';

/** One factor of a path. */
export interface Factor {
  /** ∂a³₁/∂z³₁ */
  readonly symbol: string;
  /** What it is: ReLU′(0.12), w³₁₁, a⁴₁ − y₁ = 0.65 − 0.45 */
  readonly formula: string;
  readonly value: number;
}

/** One kind of value of one layer, and the derivatives by it of what comes next. */
export interface Level {
  readonly kind: 'z' | 'a';
  readonly layer: number;
  readonly width: number;
  /** Whether each unit leads to the one of the same number (and at the last level to J alone), or to all. */
  readonly leadsTo: 'one' | 'all';
  /** Of 'one', a derivative a unit; of 'all', width × next width, row-major. */
  readonly derivatives: Float64Array;
  /** The factor from unit u to unit v of the next level, both from 0. */
  factor(u: number, v: number): Factor;
}

/** z and a of one layer, one example; the input has no z. */
export interface LayerValues {
  readonly z: Float64Array | undefined;
  readonly a: Float64Array;
}

/** What a network has computed for one example. */
export interface ExampleValues {
  /** Those of the layers, in order. */
  readonly layers: readonly LayerValues[];
  /** As the loss takes them: one label, or a number an output. */
  readonly targets: Float64Array;
}

/** The levels from z of layer `first` (from 1) on. `weights` has each layer's w, inputs × units. */
export function levelsFrom(
  first: number, layers: readonly ReportLayer[], weights: readonly (Float32Array | undefined)[],
  { layers: values, targets }: ExampleValues, loss: Loss, isFused: boolean,
): Level[] {
  const levels: Level[] = [];
  for (const layer of layers.slice(first - 1)) {
    const { number, width, activation } = layer, { z, a } = values[number - 1], isLast = number === layers.length;
    if (z === undefined) continue;
    if (isLast && isFused) {
      levels.push(lossLevel('z', layer, loss, { z, a, targets }));
      continue;
    }
    const isCoupled = activation !== undefined && activation.formulas === undefined;
    levels.push(isCoupled ? coupledLevel(number, width, activation, z, a) : unitLevel(number, width, activation, z, a));
    levels.push(isLast ? lossLevel('a', layer, loss, { z, a, targets }) : weightLevel(number, width, layers[number].width, weights[number]));
  }
  return levels;
}

/** ∂z/∂a = w */
function weightLevel(layer: number, width: number, next: number, w: Float32Array | undefined): Level {
  const derivatives = Float64Array.from(w ?? []);
  return {
    kind: 'a', layer, width, leadsTo: 'all', derivatives,
    factor: (u, v) => ({
      symbol: `∂${unitSymbol('z', layer + 1, v + 1)}/∂${unitSymbol('a', layer, u + 1)}`,
      formula: weightSymbol(layer + 1, v + 1, u + 1),
      value: derivatives[u * next + v],
    }),
  };
}

/** ∂a/∂z = f′(z), from the formula that training uses, with ∂J/∂a = 1. */
function unitLevel(layer: number, width: number, activation: Activation | undefined, z: Float64Array, a: Float64Array): Level {
  const derivatives = new Float64Array(width).fill(1), ones = derivatives.slice();
  if (activation?.formulas !== undefined) createFloat64Kernels().elementwise(activation.formulas.gradient, width, [z, a, ones, derivatives]);
  return {
    kind: 'z', layer, width, leadsTo: 'one', derivatives,
    factor: (u) => {
      const from = unitSymbol('z', layer, u + 1);
      return {
        symbol: `∂${unitSymbol('a', layer, u + 1)}/∂${from}`,
        formula: activation === undefined ? '1' : `${activationSymbol(activation.name)}′(${shown(z[u], 4)})`,
        value: derivatives[u],
      };
    },
  };
}

/** ∂aᵥ/∂zᵤ where all outputs depend on all inputs: one backward pass an output. */
function coupledLevel(layer: number, width: number, activation: Activation, z: Float64Array, a: Float64Array): Level {
  const out = new Float64Array(width), da = new Float64Array(width), dz = new Float64Array(width), derivatives = new Float64Array(width * width);
  const node = { k: callsOf<Tensor>(), rows: 1, width, z, a: out, da, dz, cache: () => new Float64Array(width) };
  const pass = bindAlone(createFloat64Kernels(), activation.bind(node));
  for (let v = 0; v < width; v++) {
    pass.forward(1);
    out.set(a);
    da.fill(0)[v] = 1;
    pass.backward(1);
    for (let u = 0; u < width; u++) derivatives[u * width + v] = dz[u];
  }
  return {
    kind: 'z', layer, width, leadsTo: 'all', derivatives,
    factor: (u, v) => {
      const from = unitSymbol('z', layer, u + 1), to = unitSymbol('a', layer, v + 1);
      return { symbol: `∂${to}/∂${from}`, formula: coupledFormula(activation.name, layer, u, v), value: derivatives[u * width + v] };
    },
  };
}

function coupledFormula(name: string, layer: number, u: number, v: number): string {
  const from = unitSymbol('a', layer, u + 1), to = unitSymbol('a', layer, v + 1);
  if (name === 'softmax') return u === v ? `${to}·(1 − ${to})` : `−${to}·${from}`;
  if (name === 'logSoftmax') return u === v ? `1 − exp(${from})` : `−exp(${from})`;
  return `${name} of ${unitSymbol('z', layer, u + 1)}, output ${v + 1}`;
}

/** The loss of one example by each of what it takes: ∂J/∂a, or where it stands for the last activation too ∂J/∂z. */
function lossLevel(
  kind: 'z' | 'a', { number, width }: ReportLayer, loss: Loss, { z, a, targets }: { z: Float64Array; a: Float64Array; targets: Float64Array },
): Level {
  const derivatives = new Float64Array(width), losses = new Float64Array(1);
  const node = {
    k: callsOf<Tensor>(), outputs: width, prediction: a.slice(), targets, losses, gradient: derivatives, logits: z,
    cache: () => new Float64Array(width),
  };
  const pass = bindAlone(createFloat64Kernels(), (kind === 'z' ? loss.fused ?? loss : loss).bind(node));
  pass.forward(1);
  pass.backward(1);
  return {
    kind, layer: number, width, leadsTo: 'one', derivatives,
    factor: (u) => ({
      symbol: `∂J/∂${unitSymbol(kind, number, u + 1)}`,
      formula: lossFormula(loss, { number, width }, u, a[u], targetOf(loss, targets, u), derivatives[u]),
      value: derivatives[u],
    }),
  };
}

/** What is wanted of output u: a label stands for 1 at its class and 0 elsewhere. */
export function targetOf(loss: Loss, targets: ArrayLike<number>, u: number): number {
  return loss.target === 'label' ? Number(targets[0] === u) : targets[u];
}

/** Nearer than roundings of binary32: the shortest formula may be claimed. */
const SAME = 1e-6;

function lossFormula(
  loss: Loss, { number: layer, width }: Pick<ReportLayer, 'number' | 'width'>, u: number, a: number, y: number, derivative: number,
): string {
  const symbols = `${unitSymbol('a', layer, u + 1)} − y${lowered(u + 1)}`;
  if (Math.abs(derivative - (a - y)) <= SAME) return `${symbols} = ${shown(a, 4)} − ${asFactor(y, 4)}`;
  const gradient = loss.formulas === undefined ? undefined : print(loss.formulas.gradient).replace(/^\S+ ← /, '').replace(/ · scale$/, '');
  const named = gradient?.replace(/\ba\b/g, unitSymbol('a', layer, u + 1)).replace(/\by\b/g, `y${lowered(u + 1)}`).replace(/\boutputs\b/g, String(width));
  return named ?? `derivative of ${loss.name}`;
}

