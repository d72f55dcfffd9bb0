import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import * as o from '../../lib/optimizers/index.ts';
import { assertWithinUlps } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { golden } from './goldenCases.ts';
import { oracle } from './oracle.ts';

type Call = (
  theta: Float32Array, slots: readonly Float32Array[], gradient: Float32Array, h: Readonly<Record<string, number>>,
) => void;

/** Each functor with TensorFlow's order of arguments; slots in that order. */
const calls: Readonly<Record<string, Call>> = {
  applyGradientDescent: (w, _, g, h) => o.applyGradientDescent(w, h.lr, g),
  applyProximalGradientDescent: (w, _, g, h) => o.applyProximalGradientDescent(w, h.lr, h.l1, h.l2, g),
  applyMomentum: (w, [a], g, h) => o.applyMomentum(w, a, h.lr, g, h.momentum),
  applyMomentumNesterov: (w, [a], g, h) => o.applyMomentum(w, a, h.lr, g, h.momentum, true),
  applyKerasMomentum: (w, [a], g, h) => o.applyKerasMomentum(w, a, h.lr, g, h.momentum),
  applyKerasMomentumNesterov: (w, [a], g, h) => o.applyKerasMomentum(w, a, h.lr, g, h.momentum, true),
  applyAdagrad: (w, [a], g, h) => o.applyAdagrad(w, a, h.lr, g),
  applyAdagradFixed: (w, [a], g, h) => o.applyAdagrad(w, a, h.lr, g, false),
  applyAdagradV2: (w, [a], g, h) => o.applyAdagradV2(w, a, h.lr, h.epsilon, g),
  applyAdagradV2Fixed: (w, [a], g, h) => o.applyAdagradV2(w, a, h.lr, h.epsilon, g, false),
  applyProximalAdagrad: (w, [a], g, h) => o.applyProximalAdagrad(w, a, h.lr, h.l1, h.l2, g),
  applyAdagradDA: (w, [a, b], g, h) => o.applyAdagradDA(w, a, b, g, h.lr, h.l1, h.l2, h.globalStep),
  applyAdadelta: (w, [a, d], g, h) => o.applyAdadelta(w, a, d, h.lr, h.rho, h.epsilon, g),
  applyFtrl: (w, [n, z], g, h) => o.applyFtrl(w, n, z, g, h.lr, h.l1, h.l2),
  applyFtrlV2: (w, [n, z], g, h) => o.applyFtrlV2(w, n, z, g, h.lr, h.l1, h.l2, h.l2Shrinkage),
  applyRMSProp: (w, [ms, mom], g, h) => o.applyRMSProp(w, ms, mom, h.lr, h.rho, h.momentum, h.epsilon, g),
  applyCenteredRMSProp: (w, [mg, ms, mom], g, h) =>
    o.applyCenteredRMSProp(w, mg, ms, mom, h.lr, h.rho, h.momentum, h.epsilon, g),
  applyAdam: (w, [m, v], g, h) =>
    o.applyAdam(w, m, v, h.beta1Power, h.beta2Power, h.lr, h.beta1, h.beta2, h.epsilon, g),
  applyAdamNesterov: (w, [m, v], g, h) =>
    o.applyAdam(w, m, v, h.beta1Power, h.beta2Power, h.lr, h.beta1, h.beta2, h.epsilon, g, true),
  applyAdamWithAmsgrad: (w, [m, v, vHat], g, h) =>
    o.applyAdamWithAmsgrad(w, m, v, vHat, h.beta1Power, h.beta2Power, h.lr, h.beta1, h.beta2, h.epsilon, g),
  applyAdaMax: (w, [m, v], g, h) => o.applyAdaMax(w, m, v, h.beta1Power, h.lr, h.beta1, h.beta2, h.epsilon, g),
  applyAddSign: (w, [m], g, h) => o.applyAddSign(w, m, h.lr, h.alpha, h.signDecay, h.beta, g),
};

const powerSign: Call = (w, [m], g, h) => o.applyPowerSign(w, m, h.lr, h.logBase, h.signDecay, h.beta, g);

test('every functor has an oracle', () =>
  assert.deepEqual(Object.keys(calls), Object.keys(oracle).filter((name) => name in calls)));

test('every functor gives the oracle\'s bits for hyper-parameters of all sizes, and leaves the gradient alone', () => {
  for (const [name, call] of Object.entries(calls)) {
    const random = new Philox(77), { slots: count, update } = oracle[name];
    for (let round = 0; round < 40; round++) {
      const length = 1 + random.nextBelow(70), fraction = (): number => random.nextFloat() * 0.999;
      const h: Record<string, number> = {
        lr: random.nextFloat() + 1e-3, l1: round % 3 === 0 ? 0 : fraction(), l2: fraction(), l2Shrinkage: fraction(),
        momentum: fraction(), rho: fraction(), beta: fraction(), beta1: fraction(), beta2: fraction(),
        beta1Power: fraction(), beta2Power: fraction(), epsilon: fraction(), alpha: fraction(), signDecay: fraction(),
        globalStep: round + 1,
      };
      for (const key of Object.keys(h)) h[key] = Math.fround(h[key]);
      const kind = round % 4 === 0 ? 'powers' : round % 4 === 1 ? 'wide' : 'uniform';
      const theta = operands(random, length, kind), gradient = operands(random, length, kind), given = gradient.slice();
      if (round % 5 === 0) gradient[0] = given[0] = 0;
      const slots = Array.from({ length: count }, () => operands(random, length, 'powers').map(Math.abs));
      const wanted = theta.slice(), wantedSlots = slots.map((slot) => slot.slice());
      for (let i = 0; i < length; i++) {
        const own = Float32Array.from(wantedSlots, (slot) => slot[i]);
        wanted[i] = update(wanted[i], own, gradient[i], h);
        wantedSlots.forEach((slot, s) => { slot[i] = own[s]; });
      }
      call(theta, slots, gradient, h);
      const sameButZero = (a: Float32Array) => a.map((v) => v + 0); // the sign of a zero is left open by sign and max
      assertSameBits(sameButZero(theta), sameButZero(wanted), `${name}, θ, round ${round}`);
      slots.forEach((slot, s) =>
        assertSameBits(sameButZero(slot), sameButZero(wantedSlots[s]), `${name}, slot ${s}, round ${round}`));
      assertSameBits(gradient, given, `${name}, ∇`);
    }
  }
});

/** What a golden case calls its slots, in our order, and how its options are named here. */
const slotOrder: Readonly<Record<string, readonly string[]>> = {
  applyMomentum: ['momentum'], applyKerasMomentum: ['momentum'], applyAdagrad: ['accumulator'],
  applyProximalAdagrad: ['accumulator'], applyAdagradDA: ['gradient_accumulator', 'gradient_squared_accumulator'],
  applyAdadelta: ['accum', 'accum_update'], applyFtrl: ['accum', 'linear'], applyFtrlV2: ['accum', 'linear'],
  applyRMSProp: ['rms', 'momentum'], applyCenteredRMSProp: ['mg', 'rms', 'momentum'], applyAdam: ['m', 'v'],
  applyAdamWithAmsgrad: ['m', 'v', 'vhat'], applyAdaMax: ['m', 'v'], applyAddSign: ['m'], applyPowerSign: ['m'],
};
const starts: Readonly<Record<string, string>> = {
  accumulator: 'initial_accumulator_value', accum: 'initial_accumulator_value',
  gradient_squared_accumulator: 'initial_gradient_squared_accumulator_value',
};

test('five steps of every functor give the bits of TensorFlow\'s kernels; PowerSign, through exp, within 2 ulp', () => {
  const { theta: start, gradients } = golden.inputs.vector;
  const cases = golden.cases.filter(({ id }) => id.startsWith('tf.'));
  assert.equal(cases.length, 23);
  for (const { id, hyper, steps } of cases) {
    const base = `a${id.slice('tf.A'.length).split('/')[0]}`;
    const flags: Readonly<Record<string, unknown>> = hyper;
    const name = flags.use_nesterov === true ? `${base}Nesterov` : flags.update_slots === false ? `${base}Fixed` : base;
    const theta = Float32Array.from(start), order = slotOrder[base] ?? [];
    const slots = order.map((slot) =>
      new Float32Array(theta.length).fill(slot === 'rms' ? 1 : hyper[starts[slot]] ?? 0));
    const f = Math.fround;
    const h: Record<string, number> = {
      ...hyper, lr: hyper.learning_rate, rho: hyper.rho ?? hyper.decay, l2Shrinkage: hyper.l2_shrinkage, signDecay: 1,
      logBase: 1, beta1Power: f(hyper.beta1), beta2Power: f(hyper.beta2),
    };
    steps.forEach((step, i) => {
      (base === 'applyPowerSign' ? powerSign : calls[name])(
        theta, slots, Float32Array.from(gradients[i]), { ...h, globalStep: i + 1 },
      );
      // that case was made with pow, as its one user, tf.keras, does
      const powers = base === 'applyAdamWithAmsgrad' ? (beta: number) => f(f(beta) ** (i + 2)) : undefined;
      h.beta1Power = powers?.(hyper.beta1) ?? f(h.beta1Power * f(hyper.beta1));
      h.beta2Power = powers?.(hyper.beta2) ?? f(h.beta2Power * f(hyper.beta2));
      const ulps = base === 'applyPowerSign' ? 2 : 0;
      assertWithinUlps(theta, step.theta, ulps, `${id}, θ, step ${i}`);
      order.forEach((slot, s) => assertWithinUlps(slots[s], step.slots[slot], ulps, `${id}, ${slot}, step ${i}`));
    });
  }
});

interface Long {
  readonly hyper: Readonly<Record<string, number>>;
  readonly theta: readonly number[];
  readonly gradient: readonly number[];
  readonly slots: readonly (readonly number[])[];
  readonly results:
    Readonly<Record<string, { readonly theta: readonly number[]; readonly slots: readonly (readonly number[])[] }>>;
}

/**
 * Where TensorFlow's code for long buffers rounds otherwise: its reciprocal root, and PowerSign's exp.
 * In ulp at the larger of the value before and after.
 */
const packetUlps: Readonly<Record<string, number>> = {
  applyAdagrad: 2, applyProximalAdagrad: 2.5, applyAdadelta: 2, applyPowerSign: 2,
};

test('on 64 elements, where TensorFlow uses packets, the bits are the same but for the reciprocal root of three and '
  + 'the exp of one', () => {
  const long = JSON.parse(readFileSync(new URL('../vectors/optimizers64.json', import.meta.url), 'utf8')) as Long;
  const all: Readonly<Record<string, Call>> = { ...calls, applyPowerSign: powerSign }, differing: string[] = [];
  for (const [name, wanted] of Object.entries(long.results)) {
    const theta = Float32Array.from(long.theta), slots = wanted.slots.map((_, i) => Float32Array.from(long.slots[i]));
    // as the vector was made
    if (name === 'applyCenteredRMSProp') slots[0].forEach((v, i) => { slots[0][i] = v * 0.25; });
    const before = [theta, ...slots].map((array) => array.slice());
    all[name](theta, slots, Float32Array.from(long.gradient), long.hyper);
    [theta, ...slots].forEach((array, a) => array.forEach((value, i) => {
      const there = [wanted.theta, ...wanted.slots][a][i];
      const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(there), Math.abs(before[a][i])))) - 23);
      const distance = value === there ? 0 : Math.abs(value - there) / unit;
      assert.ok(
        distance <= (packetUlps[name] ?? 0),
        `${name}, array ${a}, element ${i}: ${value}, wanted ${there}, ${distance} ulp`,
      );
      if (distance > 0 && !differing.includes(name)) differing.push(name);
    }));
  }
  for (const name of ['applyAdagrad', 'applyProximalAdagrad', 'applyAdadelta']) {
    assert.ok(differing.includes(name), name);
  }
});

test('FTRL at other powers goes by exp and log: near the powers of binary64, and to its own root form', () => {
  const random = new Philox(31);
  for (const power of [0, -0.25, -0.75, -1]) {
    const n = operands(random, 50).map((v) => Math.abs(v) + 0.1), z = new Float32Array(50);
    const theta = operands(random, 50), gradient = operands(random, 50);
    const before = { n: n.slice(), theta: theta.slice() };
    o.applyFtrl(theta, n, z, gradient, 0.5, 0.1, 0.2, power);
    theta.forEach((value, i) => {
      const next = Math.fround(before.n[i] + Math.fround(gradient[i] * gradient[i])), raised = next ** -power;
      const linear = gradient[i] - ((raised - before.n[i] ** -power) / 0.5) * before.theta[i];
      const wanted = Math.abs(linear) > 0.1 ? (0.1 * Math.sign(linear) - linear) / (raised / 0.5 + 0.4) : 0;
      assert.ok(
        Math.abs(value - wanted) < 1e-6 * Math.max(1, Math.abs(wanted)), `power ${power}: ${value}, wanted ${wanted}`,
      );
    });
  }
});

test('what has no epsilon gives NaN where an accumulator of 0 meets a gradient of 0, as in TensorFlow', () => {
  const theta = Float32Array.of(1, 1);
  o.applyAdagrad(theta, new Float32Array(2), 0.5, Float32Array.of(0, 2));
  assertSameBits(theta, Float32Array.of(NaN, 0.5));
});

const one = (): Float32Array => Float32Array.of(1);
checkRefusals('functors refuse operands and numbers that do not fit, by name', [
  [
    () => o.applyMomentum(one(), new Float32Array(2), 0.1, one(), 0.9), ShapeError,
    /^applyMomentum: accumulator must hold 1 elements, got 2$/,
  ],
  [
    () => o.applyAdam(one(), one(), [1] as never, 0.9, 0.9, 0.1, 0.9, 0.9, 1, one()), TypeError,
    /^applyAdam: v must be a Float32Array, got \[1\]$/,
  ],
  [
    () => o.applyRMSProp(one(), one(), one(), 0.1, NaN, 0, 0, one()), RangeError,
    /^applyRMSProp: rho must be a finite number, got NaN$/,
  ],
  [
    () => o.applyFtrl(one(), one(), one(), one(), 0, 0, 0), RangeError,
    /^applyFtrl: learningRate must be a finite number above 0, got 0$/,
  ],
  [
    () => o.applyFtrl(one(), one(), one(), one(), 1, -1, 0), RangeError,
    /^applyFtrl: l1 must be a finite number of at least 0, got -1$/,
  ],
  [
    () => o.applyFtrl(one(), one(), one(), one(), 1, 0, 0, 0.5), RangeError,
    /^applyFtrl: learningRatePower must be a finite number of at most 0, got 0\.5$/,
  ],
  [() => o.applyFtrlV2(one(), one(), one(), one(), -1, 0, 0, 0), RangeError, /^applyFtrlV2: learningRate must be/],
  [() => o.applyFtrlV2(one(), one(), one(), one(), 1, 0, 0, -1), RangeError, /^applyFtrlV2: l2Shrinkage must be/],
  [
    () => o.applyFtrlV2(one(), one(), one(), one(), 1, 0, 0, 0, 1), RangeError,
    /^applyFtrlV2: learningRatePower must be/,
  ],
  [
    () => o.applyProximalAdagrad(one(), one(), 0, 0, 0, one()), RangeError,
    /^applyProximalAdagrad: learningRate must be/,
  ],
  [() => o.applyProximalAdagrad(one(), one(), 1, 0, -1, one()), RangeError, /^applyProximalAdagrad: l2 must be/],
  [() => {
    const block = new Float32Array(3);
    o.applyAdagrad(block.subarray(0, 2), block.subarray(1), 0.1, new Float32Array(2));
  }, RangeError, /^applyAdagrad: .* must not overlap/],
]);
