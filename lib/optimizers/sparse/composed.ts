/**
 * Sparse steps for which TensorFlow has no kernel and that its Python classes compose: what they do to the rows without
 * a gradient differs.
 *
 * Rows must be named once: `sumDuplicates` sees to it. All throw TypeError, ShapeError or RangeError,
 * and change nothing, where operands, indices or numbers do not fit. Source: tf.train.AdamOptimizer and tf.contrib.opt
 * of 2019, `_apply_sparse`.
 * @module
 */

import {
  abs, add, div, exp, maximum, mul, sign, sqrt, square, sub, type Expression, type Program,
} from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { defaultKernels, type Indices } from '../../kernels/index.ts';
import { adamRate } from '../functors/adam.ts';
import { expectDistinctRows, expectScalars, runOnRows } from './rows.ts';

type Value = Expression<'float'>;

/** m ← m ⊕ ∇J ⊗ (1 ⊖ β₁); v ← v ⊕ ∇J² ⊗ (1 ⊖ β₂), where both have been multiplied by their β. */
const addMoments: Program = lazyFormula({
  name: 'sparseMoments', arrays: ['m', 'v', 'gradient'], scalars: ['beta1', 'beta2'],
  define: ({ m, v, gradient, beta1, beta2 }) => ({
    m: add(m, mul(gradient, sub(1, beta1))), v: add(v, mul(square(gradient), sub(1, beta2))),
  }),
});

const adamScalars = ['beta1Power', 'beta2Power', 'learningRate', 'epsilon'] as const;

/** θ ← θ ⊖ (α ⊗ m) ⊘ (√v ⊕ ε) */
const adamMove: Program = lazyFormula({
  name: 'sparseApplyAdam', arrays: ['theta', 'm', 'v'], scalars: adamScalars,
  define: ({ theta, m, v, beta1Power, beta2Power, learningRate, epsilon }) => ({
    theta: sub(theta, div(mul(adamRate(learningRate, beta1Power, beta2Power), m), add(sqrt(v), epsilon))),
  }),
});

/** θ ← θ ⊖ (α ⊗ (∇J ⊗ (1 ⊖ β₁) ⊕ β₁ ⊗ m)) ⊘ (√v ⊕ ε) */
const nadamMove: Program = lazyFormula({
  name: 'sparseApplyNadam', arrays: ['theta', 'm', 'v', 'gradient'], scalars: [...adamScalars, 'beta1'],
  define: ({ theta, m, v, gradient, beta1Power, beta2Power, learningRate, epsilon, beta1 }) => {
    const ahead = add(mul(gradient, sub(1, beta1)), mul(beta1, m));
    return {
      theta: sub(theta, div(mul(adamRate(learningRate, beta1Power, beta2Power), ahead), add(sqrt(v), epsilon))),
    };
  },
});

/** m ← m ⊗ β₁ ⊕ ∇J ⊗ (1 ⊖ β₁); v ← max(v ⊗ β₂, |∇J|); θ ← θ ⊖ (lr ⊘ (1 ⊖ β₁ᵗ)) ⊗ (m ⊘ (v ⊕ ε)) */
const adaMaxRow: Program = lazyFormula({
  name: 'sparseApplyAdaMax', arrays: ['theta', 'm', 'v', 'gradient'],
  scalars: ['beta1Power', 'learningRate', 'beta1', 'beta2', 'epsilon'],
  define: ({ theta, m, v, gradient, beta1Power, learningRate, beta1, beta2, epsilon }) => {
    const first = add(mul(m, beta1), mul(gradient, sub(1, beta1))), largest = maximum(mul(v, beta2), abs(gradient));
    return {
      m: first, v: largest,
      theta: sub(theta, mul(div(learningRate, sub(1, beta1Power)), div(first, add(largest, epsilon)))),
    };
  },
});

type SignScale = (agreement: Value, first: Value, signDecay: Value) => Value;

/** m ← m ⊕ ∇J ⊗ (1 ⊖ β), m already multiplied by β; θ ← θ ⊖ (lr ⊗ scale(sign(∇J) ⊗ sign(m))) ⊗ ∇J */
const signRow = (name: string, scale: SignScale): Program => lazyFormula({
  name, arrays: ['theta', 'm', 'gradient'], scalars: ['learningRate', 'first', 'signDecay', 'beta'],
  define: ({ theta, m, gradient, learningRate, first, signDecay, beta }) => {
    const next = add(m, mul(gradient, sub(1, beta)));
    return {
      m: next,
      theta: sub(theta, mul(mul(learningRate, scale(mul(sign(gradient), sign(next)), first, signDecay)), gradient)),
    };
  },
});
const addSignRow = signRow('sparseApplyAddSign', (agreement, alpha, signDecay) =>
  add(alpha, mul(signDecay, agreement)));
const powerSignRow = signRow('sparseApplyPowerSign', (agreement, logBase, signDecay) =>
  exp(mul(mul(logBase, signDecay), agreement)));

/** slot ← β ⊗ slot, all rows. */
function decay(slot: Float32Array, beta: number): void {
  defaultKernels().scal(slot.length, Math.fround(beta), slot, 0, 1);
}

/** m and v of all rows decay, and take in the gradient of the named rows. */
function updateMoments(
  who: string, m: Float32Array, v: Float32Array, beta1: number, beta2: number,
  rows: { readonly gradient: Float32Array; readonly indices: Indices },
): void {
  decay(m, beta1);
  decay(v, beta2);
  runOnRows(who, addMoments, { theta: m, v }, rows, { beta1, beta2 });
}

/**
 * Adam: m and v of all rows decay, and all rows move; the bits may differ from a dense step with zero rows
 * in the last place. Throws TypeError, ShapeError or RangeError, and changes nothing, where operands, indices or
 * numbers do not fit.
 */
export function sparseApplyAdam(
  theta: Float32Array, m: Float32Array, v: Float32Array, beta1Power: number, beta2Power: number, learningRate: number,
  beta1: number, beta2: number, epsilon: number, gradient: Float32Array, indices: Indices,
): void {
  expectDistinctRows('sparseApplyAdam', { theta, m, v }, { gradient, indices });
  expectScalars('sparseApplyAdam', { beta1Power, beta2Power, learningRate, beta1, beta2, epsilon });
  updateMoments('sparseApplyAdam', m, v, beta1, beta2, { gradient, indices });
  defaultKernels().elementwise(adamMove, theta.length, [theta, m, v], [beta1Power, beta2Power, learningRate, epsilon]);
}

/**
 * contrib's Nadam: m and v of all rows decay, the named rows move. Throws TypeError, ShapeError or RangeError, and
 * changes nothing, where operands, indices or numbers do not fit.
 */
export function sparseApplyNadam(
  theta: Float32Array, m: Float32Array, v: Float32Array, beta1Power: number, beta2Power: number, learningRate: number,
  beta1: number, beta2: number, epsilon: number, gradient: Float32Array, indices: Indices,
): void {
  expectDistinctRows('sparseApplyNadam', { theta, m, v }, { gradient, indices });
  expectScalars('sparseApplyNadam', { beta1Power, beta2Power, learningRate, beta1, beta2, epsilon });
  updateMoments('sparseApplyNadam', m, v, beta1, beta2, { gradient, indices });
  runOnRows(
    'sparseApplyNadam', nadamMove, { theta, m, v }, { gradient, indices },
    { beta1Power, beta2Power, learningRate, epsilon, beta1 },
  );
}

/**
 * AdaMax: only the named rows are touched. Throws TypeError, ShapeError or RangeError, and changes nothing, where
 * operands, indices or numbers do not fit.
 */
export function sparseApplyAdaMax(
  theta: Float32Array, m: Float32Array, v: Float32Array, beta1Power: number, learningRate: number, beta1: number,
  beta2: number, epsilon: number, gradient: Float32Array, indices: Indices,
): void {
  expectDistinctRows('sparseApplyAdaMax', { theta, m, v }, { gradient, indices });
  runOnRows(
    'sparseApplyAdaMax', adaMaxRow, { theta, m, v }, { gradient, indices },
    { beta1Power, learningRate, beta1, beta2, epsilon },
  );
}

/**
 * AddSign: m of all rows decays, the named rows move. Throws TypeError, ShapeError or RangeError, and changes nothing,
 * where operands, indices or numbers do not fit.
 */
export function sparseApplyAddSign(
  theta: Float32Array, m: Float32Array, learningRate: number, alpha: number, signDecay: number, beta: number,
  gradient: Float32Array, indices: Indices,
): void {
  expectDistinctRows('sparseApplyAddSign', { theta, m }, { gradient, indices });
  expectScalars('sparseApplyAddSign', { learningRate, alpha, signDecay, beta });
  decay(m, beta);
  runOnRows(
    'sparseApplyAddSign', addSignRow, { theta, m }, { gradient, indices }, { learningRate, alpha, signDecay, beta },
  );
}

/**
 * PowerSign: m of all rows decays, the named rows move. Throws TypeError, ShapeError or RangeError, and changes
 * nothing, where operands, indices or numbers do not fit.
 */
export function sparseApplyPowerSign(
  theta: Float32Array, m: Float32Array, learningRate: number, logBase: number, signDecay: number, beta: number,
  gradient: Float32Array, indices: Indices,
): void {
  expectDistinctRows('sparseApplyPowerSign', { theta, m }, { gradient, indices });
  expectScalars('sparseApplyPowerSign', { learningRate, logBase, signDecay, beta });
  decay(m, beta);
  runOnRows(
    'sparseApplyPowerSign', powerSignRow, { theta, m }, { gradient, indices },
    { learningRate, logBase, signDecay, beta },
  );
}
