/**
 * Activations against mpmath where they are hard: in left tails, beside kinks, where a derivative is almost 1.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { activations, gelu, type Activation } from '../../lib/layers/index.ts';
import { ulpError } from '../../scripts/ulp/ulpError.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

interface Answers {
  readonly a: readonly number[];
  readonly derivative: readonly number[];
}

// exactActivations.py, mpmath 1.3.0
const { z: inputs, ...answers } =
  JSON.parse(readFileSync(new URL('../vectors/exactActivations.json', import.meta.url), 'utf8')) as
    { readonly z: readonly number[] } & Readonly<Record<string, Answers>>;

/** a and, with da = 1, dz of each z; the same bits on every table. */
function passed({ formulas, name }: Activation, z: readonly number[]): { a: Float32Array; dz: Float32Array } {
  if (formulas === undefined) assert.fail(name);
  const [first, ...others] = tables.map((k) => {
    const arrays = [z, z.map(() => 0), z.map(() => 1), z.map(() => 0)].map((values) => Float32Array.from(values));
    k.elementwise(formulas.value, z.length, arrays.slice(0, 2));
    k.elementwise(formulas.gradient, z.length, arrays);
    return { a: arrays[1], dz: arrays[3] };
  });
  for (const other of others) {
    assertSameBits(other.a, first.a, `a of ${name}`);
    assertSameBits(other.dz, first.dz, `dz of ${name}`);
  }
  return first;
}

interface Bounds {
  readonly value: number;
  /** Of the derivative left of −2, where none passes 0. */
  readonly left: number;
  /** Of the derivative elsewhere, in 2⁻²⁴ of what is at least 1. */
  readonly scaled: number;
}

/** In ulp. */
const bounds: readonly (readonly [activation: Activation, bounds: Bounds])[] = [
  [activations.swish, { value: 2, left: 6, scaled: 2 }],
  [activations.mish, { value: 4, left: 7, scaled: 2.5 }],
  [gelu(), { value: 7.2, left: 5, scaled: 2 }],
  [gelu({ approximate: true }), { value: 7, left: 8, scaled: 2 }],
  [activations.softsign, { value: 1.5, left: 3, scaled: 3 }],
  [activations.hardSigmoid, { value: 1.5, left: 0.5, scaled: 0.5 }],
];

for (const [activation, { value, left, scaled }] of bounds) {
  test(`${activation.name} is within ${value} ulp of mpmath, its derivative within ${left} left of −2 and `
    + `${scaled}·2⁻²⁴ elsewhere`, () => {
    const { a, derivative } = answers[activation.name], { a: got, dz } = passed(activation, inputs);
    inputs.forEach((z, i) => {
      const error = ulpError(got[i], a[i]);
      assert.ok(error <= value, `a at ${z} is ${got[i]}, ${error} ulp from ${a[i]}`);
      const off = z < -2 ? ulpError(dz[i], derivative[i]) : Math.abs(dz[i] - derivative[i]) * 2 ** 24;
      const bound = z < -2 ? left : scaled * Math.max(1, Math.abs(derivative[i]));
      assert.ok(off <= bound, `dz at ${z} is ${dz[i]}, ${off} from ${derivative[i]}`);
    });
  });
}

test('derivatives of swish and both forms of gelu at z and −z add up to 1, to the last bit', () => {
  const z = inputs.filter((each) => each > 0);
  for (const activation of [activations.swish, gelu(), gelu({ approximate: true })]) {
    const { dz } = passed(activation, z), { dz: ofMinus } = passed(activation, z.map((each) => -each));
    assertSameBits(dz, ofMinus.map((each) => 1 - each), activation.name);
  }
});

test('at ±0 and at subnormal z a is z·½, z·0.6 or z, and the derivative that at 0', () => {
  const tiny = 2 ** -140, z = [0, -0, tiny, -tiny, 2 ** -149, -(2 ** -149)];
  const atZero: readonly (readonly [activation: Activation, share: number])[] = [
    [activations.swish, 0.5], [gelu(), 0.5], [gelu({ approximate: true }), 0.5], [activations.mish, 0.6],
    [activations.softsign, 1],
  ];
  for (const [activation, share] of atZero) {
    const { a, dz } = passed(activation, z);
    assertSameBits(a, Float32Array.from(z, (each) => each * share), `a of ${activation.name}`);
    assertSameBits(dz, Float32Array.from(z, () => share), `dz of ${activation.name}`);
  }
});

test("softsign's derivative is a power of two at a large one, down to the last subnormal", () => {
  const z = [2 ** 64, -(2 ** 70), 2 ** 74, 2 ** 75, 2 ** 100, -Infinity];
  const { dz } = passed(activations.softsign, z);
  assertSameBits(dz, Float32Array.of(2 ** -128, 2 ** -140, 2 ** -148, 0, 0, 0), 'dz');
});

test("hardSigmoid leaves 0 and reaches 1 at its kinks and not beside them", () => {
  const below = Math.fround(2.5 - 2 ** -22), above = Math.fround(2.5 + 2 ** -22);
  const { a, dz } = passed(activations.hardSigmoid, [-above, -2.5, -below, 2.5, above, NaN]);
  const slope = Math.fround(0.2);
  assertSameBits(a, Float32Array.of(0, 0, Math.fround(slope * 2 ** -22), 1, 1, NaN), 'a');
  assertSameBits(dz, Float32Array.of(0, slope, slope, slope, 0, 0), 'dz');
});

test('NaN stays NaN, and the derivatives at the largest numbers are 0 and 1', () => {
  const largest = 3.4028234663852886e38;
  for (const activation of [activations.swish, activations.mish, gelu(), gelu({ approximate: true })]) {
    const { a, dz } = passed(activation, [NaN, largest, -largest, 1e20, -1e20]);
    assertSameBits(a, Float32Array.of(NaN, largest, -0, 1e20, -0), `a of ${activation.name}`);
    assertSameBits(dz.map((each) => each + 0), Float32Array.of(NaN, 1, 0, 1, 0), `dz of ${activation.name}`);
  }
});
