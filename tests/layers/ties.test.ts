/**
 * What docstrings of activations and layers of noise say of kinks, ±0, ties and the ends of the range.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alphaDropout, dropout, elu, gaussianNoise, gelu, leakyRelu, relu, toActivation,
  type Activation, type ActivationName,
} from '../../lib/layers/index.ts';
import { bindAlone, callsOf, type Tensor } from '../../lib/kernels/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

const f = Math.fround;
const named = (name: ActivationName): Activation => toActivation('test', 'activation', name) ?? assert.fail(name);

/** a and dz of an activation for each z, da being 1, on every table. */
function passed(activation: Activation, z: readonly number[], da: number = 1): { a: Float32Array; dz: Float32Array }[] {
  return tables.map((k) => {
    const [zs, a, das, dz] = [0, 1, 2, 3].map(() => k.allocate(z.length));
    const node = {
      k: callsOf<Tensor>(), rows: 1, width: z.length, shape: [z.length], z: zs, a, da: das, dz,
      cache: () => k.allocate(z.length),
    };
    const pass = bindAlone(k, activation.bind(node));
    zs.set(z);
    das.fill(da);
    pass.forward(1);
    pass.backward(1);
    return { a, dz };
  });
}

const DA = 3, LAMBDA = f(1.0507009873554805);
/** Derivative times da at 0, at −0, and at each z given besides. */
const kinks: readonly [activation: Activation, at0: number, others?: readonly [z: number, dz: number][]][] = [
  [named('relu'), 0, [[2 ** -149, DA], [-(2 ** -149), 0]]],
  [leakyRelu({ alpha: 0.25 }), 0.75, [[2 ** -149, DA], [-(2 ** -149), 0.75]]],
  [elu({ alpha: 0.25 }), DA, [[-(2 ** -149), 0.75]]],
  [named('selu'), f(LAMBDA * DA), [[-(2 ** -149), f(DA * f(1.7580993408473766))]]],
  [named('hardSigmoid'), f(f(0.2) * DA), [[2.5, f(f(0.2) * DA)], [-2.5, f(f(0.2) * DA)], [2.6, 0], [-2.6, 0]]],
  [named('softsign'), DA],
  [named('celu'), DA],
  [named('hardSwish'), 1.5, [[3, DA], [-3, 0], [-4, 0], [4, DA]]],
  [named('relu6'), 0, [[2 ** -149, DA], [6, 0], [7, 0]]],
  [relu({ threshold: 1, negativeSlope: 0.25 }), 0.75, [[1, 0.75], [1 + 2 ** -23, DA]]],
];

test('at a kink the derivative is the one that is stated', () => {
  for (const [activation, at0, others = []] of kinks) {
    for (const { dz } of passed(activation, [0, -0, ...others.map(([z]) => z)], DA)) {
      assertSameBits(dz, Float32Array.of(at0, at0, ...others.map(([, wanted]) => wanted)), activation.name);
    }
  }
});

test('±0 passes as it is where a is z at 0, and 0.5 is exact where a is ½', () => {
  for (const name of ['relu', 'leakyRelu', 'elu', 'selu', 'softsign', 'tanh'] as const) {
    for (const { a } of passed(named(name), [0, -0])) assertSameBits(a, Float32Array.of(0, -0), name);
  }
  for (const name of ['sigmoid', 'hardSigmoid'] as const) {
    for (const { a } of passed(named(name), [0, -0])) assertSameBits(a, Float32Array.of(0.5, 0.5), name);
  }
});

test('far out values and derivatives are the limits; where 0 · ∞ is meant, NaN at −∞ as stated', () => {
  const ends: Readonly<Partial<Record<ActivationName, readonly [a: readonly number[], dz: readonly number[]]>>> = {
    elu: [[-1, 200, -1, Infinity], [0, 1, 0, 1]], relu: [[0, 200, 0, Infinity], [0, 1, 0, 1]],
    relu6: [[0, 6, 0, 6], [0, 0, 0, 0]], hardSwish: [[0, 200, 0, Infinity], [0, 1, 0, 1]],
    celu: [[-1, 200, -1, Infinity], [0, 1, 0, 1]],
    hardSigmoid: [[0, 1, 0, 1], [0, 0, 0, 0]], sigmoid: [[0, 1, 0, 1], [0, 0, 0, 0]],
    tanh: [[-1, 1, -1, 1], [0, 0, 0, 0]], softplus: [[0, 200, 0, Infinity], [0, 1, 0, 1]],
    exponential: [[0, Infinity, 0, Infinity], [0, Infinity, 0, Infinity]],
  };
  for (const [name, [a, dz]] of Object.entries(ends)) {
    for (const result of passed(named(name as ActivationName), [-200, 200, -Infinity, Infinity])) {
      assertSameBits(result.a, Float32Array.from(a), `${name}, a`);
      assertSameBits(result.dz, Float32Array.from(dz), `${name}, dz`);
    }
  }
  for (const activation of [named('swish'), named('silu'), named('mish'), named('gelu'), gelu({ approximate: true })]) {
    for (const { a, dz } of passed(activation, [-1000, 1000, -Infinity, 1e19, -1e19])) {
      assert.deepEqual([a[0] + 0, a[1], a[2], a[3], a[4] + 0], [0, 1000, NaN, f(1e19), 0], activation.name);
      assert.deepEqual([dz[0] + 0, dz[1], dz[3]], [0, 1, 1], `${activation.name}, dz`);
    }
  }
});

test('elu and selu keep the last places of a small z, as expm1 has them', () => {
  const small = Math.expm1(f(-1e-5));
  const near = (name: ActivationName, z: number, wanted: number) => {
    for (const { a } of passed(named(name), [z])) assert.ok(Math.abs(a[0] / wanted - 1) < 2 ** -22, name);
  };
  near('elu', -1e-5, small);
  near('selu', -1e-5, 1.7580993408473766 * small);
  near('softplus', -30, Math.log1p(Math.exp(-30)));
});

test('dropout keeps an element whose u is the rate, and drops what is below, whatever it is', () => {
  const rate = f(0.3), layer = dropout({ rate });
  const u = Float32Array.of(rate, 0, 0.29, 0.31, 0, 0), x = Float32Array.of(7, 7, Infinity, -0.7, NaN, -2);
  const scale = f(1 / (1 - rate)), wanted = Float32Array.of(f(7 * scale), 0, 0, f(f(-0.7) * scale), 0, 0);
  for (const k of tables) {
    for (const formula of [layer.formulas.value, layer.formulas.gradient]) {
      const out = new Float32Array(6);
      k.elementwise(formula, 6, [x, u, out], layer.scalars);
      assertSameBits(out, wanted, `${k.name}, ${formula.name}`);
    }
    const none = dropout({ rate: 0 }), out = new Float32Array(2);
    k.elementwise(none.formulas.value, 2, [Float32Array.of(5, -0), new Float32Array(2), out], none.scalars);
    assertSameBits(out, Float32Array.of(5, -0), 'rate 0 drops nothing');
  }
});

test("alphaDropout puts α′ in place of what is below the rate, before a and b; its gradient is a · dy or 0", () => {
  const rate = f(0.25), layer = alphaDropout({ rate });
  const u = Float32Array.of(rate, 0, 0.5), x = Float32Array.of(2, NaN, -1);
  const saturated = -1.7580993408473766;
  const a = 1 / Math.sqrt((1 - rate) * (1 + rate * saturated * saturated)), b = -a * saturated * rate;
  for (const k of tables) {
    const y = new Float32Array(3), dx = new Float32Array(3);
    k.elementwise(layer.formulas.value, 3, [x, u, y], layer.scalars);
    k.elementwise(layer.formulas.gradient, 3, [Float32Array.of(2, Infinity, -1), u, dx], layer.scalars);
    assertSameBits(y, Float32Array.from([2, saturated, -1], (v) => f(f(f(a) * f(v)) + f(b))), k.name);
    assertSameBits(dx, Float32Array.of(f(f(a) * 2), 0, f(-f(a))), k.name);
  }
});

test('gaussianNoise adds, and passes dy on as it is', () => {
  const { formulas } = gaussianNoise({ stddev: 1 });
  for (const k of tables) {
    const y = new Float32Array(2), dx = new Float32Array(2), noise = Float32Array.of(0.3, -2);
    k.elementwise(formulas.value, 2, [Float32Array.of(0.7, 2), noise, y]);
    k.elementwise(formulas.gradient, 2, [Float32Array.of(-0, 5), noise, dx]);
    assertSameBits(y, Float32Array.of(f(f(0.7) + f(0.3)), 0));
    assertSameBits(dx, Float32Array.of(-0, 5));
  }
});
