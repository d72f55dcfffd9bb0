import { expectFloat32Number } from '../../core/errors.ts';
import {
  abs, add, div, less, mul, power, select, sign, sqrt, square, sub, type Expression, type Float, type Program,
} from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';
import { expectRegularized } from './regularized.ts';

type Value = Expression<'float'>;

/** What all forms of FTRL share; `raise` is the accumulator's power, `shrunk` the gradient as it enters `linear`. */
export function followTheLeader(
  s: Readonly<Record<'theta' | 'accumulator' | 'linear' | 'gradient' | 'learningRate' | 'l1' | 'l2', Value>>,
  raise: (accumulator: Value) => Float, shrunk: Value,
): { readonly accumulator: Value; readonly linear: Value; readonly theta: Value } {
  const next = add(s.accumulator, square(s.gradient));
  const sigma = div(sub(raise(next), raise(s.accumulator)), s.learningRate);
  const linear = add(s.linear, sub(shrunk, mul(sigma, s.theta)));
  const quotient = div(sub(mul(s.l1, sign(linear)), linear), add(div(raise(next), s.learningRate), mul(2, s.l2)));
  return { accumulator: next, linear, theta: select(less(s.l1, abs(linear)), quotient, 0) };
}

/**
 * n′ = n ⊕ ∇J²; z ← z ⊕ (∇J ⊖ ((√n′ ⊖ √n) ⊘ lr) ⊗ θ); n ← n′;
 * θ ← (l1 ⊗ sign(z) ⊖ z) ⊘ (√n′ ⊘ lr ⊕ 2·l2) where |z| > l1, else 0
 */
export const ftrl: Program = lazyFormula({
  name: 'applyFtrl',
  arrays: ['theta', 'accumulator', 'linear', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2'],
  define: (s) => followTheLeader(s, sqrt, s.gradient),
});

/** The same with the power −learningRatePower of n in place of the root. */
export const ftrlWithPower: Program = lazyFormula({
  name: 'applyFtrl',
  arrays: ['theta', 'accumulator', 'linear', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2', 'learningRatePower'],
  define: (s) => followTheLeader(s, (n) => power(n, mul(-1, s.learningRatePower)), s.gradient),
});

/**
 * One step of FTRL-proximal (McMahan et al. 2013), in place. With p(n) = n^(−learningRatePower):
 *
 *     linear ← linear + gradient − (p(accumulator + gradient²) − p(accumulator)) / learningRate · theta
 *     accumulator ← accumulator + gradient²
 *     theta ← (l1 · sign(linear) − linear) / (p(accumulator) / learningRate + 2 · l2) where |linear| > l1, else 0
 *
 * At the power −½, the usual one, p is the root; at others it goes by exp and log, and p's error is about
 * 1 + |power · log accumulator| ulp. Throws as `applyGradientDescent`, and RangeError for a rate that is not above 0,
 * l1 or l2 below 0, or a power above 0.
 * Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyFtrl.
 */
export function applyFtrl(
  theta: Float32Array, accumulator: Float32Array, linear: Float32Array, gradient: Float32Array,
  learningRate: number, l1: number, l2: number, learningRatePower: number = -0.5,
): void {
  expectRegularized('applyFtrl', learningRate, { l1, l2 });
  expectFloat32Number('applyFtrl', 'learningRatePower', learningRatePower, -Infinity, 0);
  if (learningRatePower === -0.5) run(ftrl, [theta, accumulator, linear, gradient], [learningRate, l1, l2]);
  else run(ftrlWithPower, [theta, accumulator, linear, gradient], [learningRate, l1, l2, learningRatePower]);
}
