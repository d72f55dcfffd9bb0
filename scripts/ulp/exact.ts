/**
 * The elementary functions and the activations in binary64, by the mathematics and not by their formulas:
 * what errors are measured against.
 *
 * Each is good to some 14 digits, binary32 has 7. The engine's functions are used where it has them.
 * @module
 */
import type { ElementaryFunction } from '../../lib/formula/index.ts';
import { erf, erfc } from '../../lib/kernels/float64/errorFunction.ts';

type Real = (x: number) => number;

const sigmoid: Real = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** The functions of lib/kernels/elementary.ts. */
export const exactElementary: Readonly<Record<ElementaryFunction, Real>> = {
  exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p, tanh: Math.tanh, sigmoid, erf, erfc,
};

/** An activation and its derivative; at a kink that of the side which the activation's docstring names. */
export interface ExactActivation {
  readonly value: Real;
  readonly derivative: Real;
}

const elu = (alpha: number): ExactActivation => ({
  value: (z) => (z < 0 ? alpha * Math.expm1(z) : z),
  derivative: (z) => (z < 0 ? alpha * Math.exp(z) : 1),
});

const celu = (alpha: number): ExactActivation => ({
  value: (z) => (z < 0 ? alpha * Math.expm1(z / alpha) : z),
  derivative: (z) => (z < 0 ? Math.exp(z / alpha) : 1),
});

const leakyRelu = (alpha: number): ExactActivation => ({
  value: (z) => (z < 0 ? alpha * z : z),
  derivative: (z) => (z > 0 ? 1 : alpha),
});

const SELU_SCALE = 1.0507009873554804934193349852946;
const SELU_ALPHA = 1.6732632423543772848170429916717;

/** Φ(z); below −40 and above 9 it is 0 and 1 in binary64 too. */
const distribution: Real = (z) => (z < -40 ? 0 : z > 9 ? 1 : erfc(-z * Math.SQRT1_2) / 2);
const density: Real = (z) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** 2u of the approximate GELU, ½·(1 + tanh u) being σ(2u), and its derivative. */
const doubled: Real = (z) => 2 * Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
const doubledSlope: Real = (z) => 2 * Math.sqrt(2 / Math.PI) * (1 + 0.134145 * z * z);

/** e^−|z|/(1 + e^−|z|)², the derivative of σ. */
const logisticSlope: Real = (z) => {
  const e = Math.exp(-Math.abs(z));
  return e / ((1 + e) * (1 + e));
};

/**
 * With e = eᶻ, tanh(log(1 + e)) is t = n/(n + 2), n = e·(e + 2), and t′ = 4·e·(1 + e)/(n + 2)². Above 40 they are 1
 * and, beside it, 0.
 */
const mish: ExactActivation = {
  value(z) {
    if (z > 40) return z;
    const e = Math.exp(z), n = e * (e + 2);
    return (z * n) / (n + 2);
  },
  derivative(z) {
    if (z > 40) return 1;
    const e = Math.exp(z), n = e * (e + 2);
    return n / (n + 2) + (4 * z * e * (1 + e)) / ((n + 2) * (n + 2));
  },
};

/** By name. */
export const exactActivations: Readonly<Record<string, ExactActivation>> = {
  celu: celu(1),
  'celu(1.5)': celu(1.5),
  elu: elu(1),
  'elu(1.5)': elu(1.5),
  exponential: { value: Math.exp, derivative: Math.exp },
  gelu: { value: (z) => z * distribution(z), derivative: (z) => distribution(z) + z * density(z) },
  'gelu(approximate)': {
    value: (z) => z * sigmoid(doubled(z)),
    derivative: (z) => sigmoid(doubled(z)) + z * logisticSlope(doubled(z)) * doubledSlope(z),
  },
  hardSigmoid: {
    value: (z) => Math.min(Math.max((z + 2.5) / 5, 0), 1),
    derivative: (z) => (z >= -2.5 && z <= 2.5 ? 0.2 : 0),
  },
  hardSwish: {
    value: (z) => z * Math.min(Math.max((z + 3) / 6, 0), 1),
    derivative: (z) => (z <= -3 ? 0 : z >= 3 ? 1 : (z + 1.5) / 3),
  },
  leakyRelu: leakyRelu(0.3),
  'leakyRelu(0.01)': leakyRelu(0.01),
  mish,
  relu: { value: (z) => (z < 0 ? 0 : z), derivative: (z) => (z > 0 ? 1 : 0) },
  'relu(maxValue 6, negativeSlope 0.1, threshold 1)': {
    value: (z) => (z <= 1 ? 0.1 * (z - 1) : Math.min(z, 6)), derivative: (z) => (z <= 1 ? 0.1 : z < 6 ? 1 : 0),
  },
  relu6: { value: (z) => Math.min(Math.max(z, 0), 6), derivative: (z) => (z > 0 && z < 6 ? 1 : 0) },
  selu: {
    value: (z) => SELU_SCALE * (z < 0 ? SELU_ALPHA * Math.expm1(z) : z),
    derivative: (z) => SELU_SCALE * (z < 0 ? SELU_ALPHA * Math.exp(z) : 1),
  },
  sigmoid: { value: sigmoid, derivative: logisticSlope },
  softplus: { value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), derivative: sigmoid },
  softsign: { value: (z) => z / (1 + Math.abs(z)), derivative: (z) => 1 / (1 + Math.abs(z)) ** 2 },
  swish: { value: (z) => z * sigmoid(z), derivative: (z) => sigmoid(z) + z * logisticSlope(z) },
  tanh: { value: Math.tanh, derivative: (z) => 4 * logisticSlope(2 * z) },
};
