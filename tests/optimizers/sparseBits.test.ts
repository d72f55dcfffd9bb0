import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { exp } from '../../lib/kernels/index.ts';
import * as o from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { sparseOracle } from './sparseOracle.ts';

type A = Float32Array;
type H = Readonly<Record<string, number>>;
const f = Math.fround;

const calls: Readonly<Record<string, (w: A, s: readonly A[], g: A, i: Int32Array, h: H) => void>> = {
  sparseApplyRMSProp: (w, [s, q], g, i, h) => o.sparseApplyRMSProp(w, s, q, h.lr, h.rho, h.momentum, h.epsilon, g, i),
  sparseApplyCenteredRMSProp: (w, [m, s, q], g, i, h) => o.sparseApplyCenteredRMSProp(
    w, m, s, q, h.lr, h.rho, h.momentum, h.epsilon, g, i,
  ),
  sparseApplyAdagradDA: (w, [a, s], g, i, h) => o.sparseApplyAdagradDA(w, a, s, g, i, h.lr, h.l1, h.l2, h.globalStep),
  sparseApplyMomentumNesterov: (w, [a], g, i, h) => o.sparseApplyMomentum(w, a, h.lr, g, i, h.momentum, true),
  sparseApplyAdaMax: (w, [m, v], g, i, h) => o.sparseApplyAdaMax(
    w, m, v, h.beta1Power, h.lr, h.beta1, h.beta2, h.epsilon, g, i,
  ),
  sparseApplyAdam: (w, [m, v], g, i, h) => o.sparseApplyAdam(
    w, m, v, h.beta1Power, h.beta2Power, h.lr, h.beta1, h.beta2, h.epsilon, g, i,
  ),
  sparseApplyNadam: (w, [m, v], g, i, h) => o.sparseApplyNadam(
    w, m, v, h.beta1Power, h.beta2Power, h.lr, h.beta1, h.beta2, h.epsilon, g, i,
  ),
  sparseApplyAddSign: (w, [m], g, i, h) => o.sparseApplyAddSign(w, m, h.lr, h.alpha, h.signDecay, h.beta, g, i),
};

const ROWS = 9, INDICES = Int32Array.of(7, 0, 3, 8);
/** The sign of a zero is left open by sign and max. */
const sameButZero = (a: A): A => a.map((v) => v + 0);

function numbers(random: Philox, round: number): H {
  const names = [
    'rho', 'momentum', 'epsilon', 'l1', 'l2', 'beta', 'beta1', 'beta2', 'beta1Power', 'beta2Power', 'alpha',
    'signDecay',
  ];
  const drawn = Object.fromEntries(names.map((name) => [name, random.nextFloat() * 0.999]));
  return { ...drawn, lr: random.nextFloat() + 1e-3, globalStep: round + 1, ...(round % 3 === 0 && { l1: 0 }) };
}

test('each calls its oracle', () => assert.deepEqual(Object.keys(calls), Object.keys(sparseOracle)));

for (const [name, call] of Object.entries(calls)) {
  test(`${name} gives every bit of its formula in the order stated, for the named rows and the others`, () => {
    const { slots: names, decay, update, move } = sparseOracle[name], random = new Philox(91);
    for (let round = 0; round < 24; round++) {
      const width = 1 + random.nextBelow(9), h = numbers(random, round);
      const kind = (['uniform', 'powers', 'wide'] as const)[round % 3];
      const theta = operands(random, ROWS * width, kind), gradient = operands(random, INDICES.length * width, kind);
      if (round % 4 === 0) gradient[0] = 0;
      const slots = names.map(
        (slot) => operands(random, ROWS * width).map((v) => (slot === 'mg' ? v / 4 : Math.abs(v) + 0.1)),
      );
      const wanted = theta.slice(), wantedSlots = slots.map((slot) => slot.slice());
      const rounded = Object.fromEntries(Object.entries(h).map(([n, v]) => [n, f(v)]));
      for (let row = 0; row < ROWS; row++) {
        const at = INDICES.indexOf(row);
        for (let j = row * width; j < (row + 1) * width; j++) {
          const own = Float32Array.from(wantedSlots, (slot) => slot[j]);
          decay?.(own, rounded);
          if (at >= 0) wanted[j] = update(wanted[j], own, gradient[at * width + j - row * width], rounded);
          else if (move !== undefined) wanted[j] = move(wanted[j], own, rounded);
          wantedSlots.forEach((slot, s) => { slot[j] = own[s]; });
        }
      }
      call(theta, slots, gradient, INDICES, h);
      assertSameBits(sameButZero(theta), sameButZero(wanted), `θ, round ${round}`);
      slots.forEach((slot, s) => {
        assertSameBits(sameButZero(slot), sameButZero(wantedSlots[s]), `${names[s]}, round ${round}`);
      });
    }
  });
}

test('sparseApplyPowerSign multiplies lr by exp((logBase ⊗ signDecay) ⊗ sign · sign), after m has decayed', () => {
  const random = new Philox(92), h = { lr: 0.3, logBase: 0.7, signDecay: 0.6, beta: 0.8 };
  const theta = operands(random, 12), m = operands(random, 12), gradient = operands(random, 4);
  const wanted = theta.slice(), mean = m.map((v) => f(f(h.beta) * v));
  gradient.forEach((g, i) => {
    const at = 8 + i;
    mean[at] = f(mean[at] + f(g * f(1 - f(h.beta))));
    const scale = exp(Float32Array.of(f(f(f(h.logBase) * f(h.signDecay)) * (Math.sign(g) * Math.sign(mean[at])))))[0];
    wanted[at] = f(wanted[at] - f(f(f(h.lr) * scale) * g));
  });
  o.sparseApplyPowerSign(theta, m, h.lr, h.logBase, h.signDecay, h.beta, gradient, Int32Array.of(2));
  assertSameBits(theta, wanted, 'θ');
  assertSameBits(m, mean, 'm');
});

test('rows of one index are summed in their order, from the first on, and a row alone is copied', () => {
  const rows = [[1, 2 ** -24], [3, 5], [2 ** -24, 1], [2 ** -24, 2 ** -24]];
  const given = { gradient: Float32Array.from(rows.flat()), indices: Int32Array.of(4, 1, 4, 4) };
  const { gradient, indices } = o.sumDuplicates(given);
  assert.deepEqual(indices, Int32Array.of(4, 1));
  // (1 ⊕ 2⁻²⁴) ⊕ 2⁻²⁴ is 1; the other order is more
  assertSameBits(gradient, Float32Array.of(1, f(f(2 ** -24 + 1) + 2 ** -24), 3, 5));
  const alone = o.sumDuplicates({ gradient: Float32Array.of(0.1, 7), indices: Uint32Array.of(0, 9) });
  assert.deepEqual(alone, { gradient: Float32Array.of(0.1, 7), indices: Uint32Array.of(0, 9) });
});
