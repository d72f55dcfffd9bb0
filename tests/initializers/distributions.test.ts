/**
 * Every initializer's values: their distribution beside Keras', and exactly where there is nothing random.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import {
  constant, glorotUniform, heNormal, heUniform, identity, initializers, ones, orthogonal, randomNormal, randomUniform,
  truncatedNormal, varianceScaling, type Initializer, type VarianceScalingOptions,
} from '../../lib/initializers/index.ts';
import { normalInto, truncatedNormalInto, uniformInto } from '../../lib/random/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

interface Row {
  readonly initializer: string;
  readonly shape: Shape;
  readonly count: number;
  readonly deviation: number;
  readonly largest: number;
}

const { rows } = JSON.parse(readFileSync(new URL('../vectors/initializers.json', import.meta.url), 'utf8')) as {
  readonly rows: readonly Row[];
};

function fill(initializer: Initializer, shape: Shape, seed: number = 1): Float32Array {
  const out = new Float32Array(sizeOf(shape)).fill(NaN);
  initializer(out, shape, new Philox(seed));
  return out;
}

const scaled: Readonly<Record<string, Initializer>> = {
  'varianceScaling fanOut 3 uniform': varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'uniform' }),
  'varianceScaling fanIn 0.5 untruncatedNormal': varianceScaling({ scale: 0.5, distribution: 'untruncatedNormal' }),
};

/** Numbers drawn for a comparison. */
const COUNT = 40000;

test('standard deviation and largest value of each are Keras\'', () => {
  assert.ok(rows.length >= 40);
  for (const { initializer: name, shape, count, deviation, largest } of rows) {
    const initializer = scaled[name] ?? initializers[name] ?? assert.fail(name);
    const values =
      Array.from({ length: Math.ceil(COUNT / sizeOf(shape)) }, (_, seed) => [...fill(initializer, shape, seed)]).flat();
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const measured = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    // a sample's deviation is off by √(½/n), relatively, at most
    const tolerance = 5 * Math.sqrt(0.5 / count + 0.5 / values.length);
    assert.ok(Math.abs(mean) < 5 * deviation / Math.sqrt(values.length), `${name} ${shape}: mean ${mean}`);
    assert.ok(
      Math.abs(measured / deviation - 1) < tolerance, `${name} ${shape}: deviation ${measured}, Keras' ${deviation}`,
    );
    if (/randomNormal|untruncated/.test(name)) continue; // no limit
    const most = Math.max(...values.map(Math.abs));
    assert.ok(Math.abs(most / largest - 1) < 2e-3, `${name} ${shape}: largest ${most}, Keras' ${largest}`);
  }
});

test('deviation and limits are those of the formulas, to the last bit where there is a limit', () => {
  const limit = Math.fround(Math.sqrt(6 / 24)); // he_uniform of 24 inputs
  const values = fill(heUniform(), [24, 1000]);
  assert.ok(values.every((v) => v >= -limit && v < limit) && Math.max(...values) > 0.999 * limit);
  const bound = Math.fround((2 * Math.sqrt(2 / 24)) / 0.87962566103423978);
  const cut = fill(heNormal(), [24, 1000]);
  assert.ok(cut.every((v) => Math.abs(v) <= bound) && Math.max(...cut) > 0.99 * bound);
  assertSameBits(
    fill(glorotUniform(), [3, 5]), fill(varianceScaling({ mode: 'fanAvg', distribution: 'uniform' }), [3, 5]),
  );
});

test('what is named by a string is the initializer with its defaults', () => {
  for (const [name, made] of Object.entries({
    randomUniform: randomUniform(), uniform: randomUniform({}), randomNormal: randomNormal(),
    normal: randomNormal({ mean: 0, stddev: 0.05 }), truncatedNormal: truncatedNormal(),
    varianceScaling: varianceScaling(), orthogonal: orthogonal(), identity: identity(), ones,
  })) {
    assertSameBits(fill(initializers[name], [4, 3]), fill(made, [4, 3]), name);
  }
});

test('truncated values are the normal ones in their order, without those beyond two deviations', () => {
  const all = new Float32Array(400);
  normalInto(new Philox(9), all, 0, 1);
  const kept = all.filter((v) => Math.abs(v) <= 2);
  assert.ok(kept.length < 390);
  assertSameBits(fill(truncatedNormal({ stddev: 1 }), [kept.length], 9), kept);
  const moved = fill(truncatedNormal({ mean: 3, stddev: 0.5 }), [2000]);
  assert.ok(moved.every((v) => v >= 2 && v <= 4) && Math.min(...moved) < 2.02 && Math.max(...moved) > 3.98);
});

test('scaled values are the draws of their distribution, times the deviation or up to the limit, bit for bit', () => {
  const drawn = (into: (random: Philox, out: Float32Array) => void, length: number): Float32Array => {
    const out = new Float32Array(length);
    into(new Philox(4), out);
    return out;
  };
  const fans: readonly (readonly [shape: Shape, inputs: number, outputs: number])[] = [
    [[24, 5], 24, 5], [[7], 7, 7], [[2, 3, 5, 4], 30, 24], [[1, 6], 1, 6], // a vector counts its elements as both
  ];
  for (const [shape, inputs, outputs] of fans) {
    const length = sizeOf(shape), count = { fanIn: inputs, fanOut: outputs, fanAvg: (inputs + outputs) / 2 };
    for (const mode of ['fanIn', 'fanOut', 'fanAvg'] as const) {
      const n = count[mode], scale = 1.7;
      const deviation = Math.sqrt(scale / n), limit = Math.fround(Math.sqrt((3 * scale) / n));
      const made = (distribution: NonNullable<VarianceScalingOptions['distribution']>) =>
        fill(varianceScaling({ scale, mode, distribution }), shape, 4);
      assertSameBits(
        made('uniform'), drawn((random, out) => uniformInto(random, out, -limit, limit), length), `${shape}, ${mode}`,
      );
      const cut = drawn((random, out) => truncatedNormalInto(random, out, 0, deviation / 0.87962566103423978), length);
      assertSameBits(made('truncatedNormal'), cut, `${shape}, ${mode}`);
      assertSameBits(
        made('untruncatedNormal'), drawn((random, out) => normalInto(random, out, 0, deviation), length),
        `${shape}, ${mode}`,
      );
    }
  }
});

test('each named scaling is the one that its docstring states', () => {
  const scalings: Readonly<Record<string, VarianceScalingOptions>> = {
    glorotUniform: { mode: 'fanAvg', distribution: 'uniform' }, glorotNormal: { mode: 'fanAvg' },
    heUniform: { scale: 2, distribution: 'uniform' }, heNormal: { scale: 2 },
    lecunUniform: { distribution: 'uniform' }, lecunNormal: {},
  };
  for (const [name, options] of Object.entries(scalings)) {
    const whole: VarianceScalingOptions = { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal', ...options };
    assertSameBits(fill(initializers[name], [6, 11]), fill(varianceScaling(whole), [6, 11]), name);
  }
  assertSameBits(
    fill(varianceScaling(), [6, 11]),
    fill(varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' }), [6, 11]),
  );
});

test('options move and stretch random values', () => {
  const uniform = fill(randomUniform({ minval: 2, maxval: 5 }), [2000]);
  assert.ok(uniform.every((v) => v >= 2 && v < 5) && Math.min(...uniform) < 2.01 && Math.max(...uniform) > 4.99);
  const standard = fill(randomNormal({ stddev: 1 }), [50]);
  assertSameBits(fill(randomNormal({ mean: 0, stddev: 2 }), [50]), standard.map((v) => 2 * v));
});

test('constant, ones and identity write exactly that', () => {
  assertSameBits(fill(constant({ value: 0.1 }), [3]), Float32Array.of(0.1, 0.1, 0.1));
  assertSameBits(fill(constant(), [2]), Float32Array.of(0, 0));
  assertSameBits(fill(ones, [2]), Float32Array.of(1, 1));
  assertSameBits(fill(identity({ gain: 0.7 }), [2, 3]), Float32Array.of(0.7, 0, 0, 0, 0.7, 0));
  assertSameBits(fill(identity(), [3, 2]), Float32Array.of(1, 0, 0, 1, 0, 0));
});

/** Σ over k of a at (i, k) times b at (j, k). */
const inner = (n: number, a: (k: number) => number, b: (k: number) => number): number =>
  Array.from({ length: n }, (_, k) => a(k) * b(k)).reduce((sum, v) => sum + v, 0);

for (const shape of [[7, 4], [4, 7], [5, 5], [2, 3, 4], [1, 3], [40, 33]] as const) {
  test(`orthogonal of (${shape.join(', ')}) is the Q of the one factorisation Q·R of its normal draws with R's `
    + 'diagonal positive', () => {
    const columns = shape[shape.length - 1], rows = sizeOf(shape) / columns;
    const long = Math.max(rows, columns), short = Math.min(rows, columns), isWide = columns > rows;
    const values = fill(orthogonal({ gain: 2 }), shape, 5);
    const drawn = new Float32Array(long * short);
    normalInto(new Philox(5), drawn, 0, 1);
    const q = (j: number) => (k: number): number => (isWide ? values[j * columns + k] : values[k * columns + j]) / 2;
    for (let i = 0; i < short; i++) {
      for (let j = 0; j <= i; j++) {
        const product = inner(long, q(i), q(j));
        assert.ok(Math.abs(product - Number(i === j)) < 2e-7, `columns ${i} and ${j}: ${product}`);
        const r = inner(long, q(i), (k) => drawn[k * short + j]); // Qᵀ·A, below and on the diagonal
        assert.ok(j < i ? Math.abs(r) < 2e-6 : r > 0, `R[${i}, ${j}] = ${r}`);
      }
    }
  });
}

/** A stream of given floats. */
class Given extends Philox {
  readonly #floats: number[];
  constructor(...floats: number[]) {
    super(0);
    this.#floats = floats;
  }

  override nextFloat(): number {
    return this.#floats.shift() ?? assert.fail('no more floats');
  }
}

test('orthogonal takes off twice what lies along earlier columns: what once leaves in roundings is then right', () => {
  // A = (r cos ¼π, r sin ¼π; r cos ½π, r sin ½π): its first column is a multiple of (1, ε), ε = √2 · 6.1e−17.
  const draws = new Float32Array(4), out = new Float32Array(4);
  normalInto(new Given(0.5, 0.125, 0.5, 0.25), draws, 0, 1);
  const epsilon = draws[2] / draws[0];
  assert.ok(epsilon > 0 && epsilon < 2 ** -53);
  orthogonal()(out, [2, 2], new Given(0.5, 0.125, 0.5, 0.25));
  assertSameBits(out, Float32Array.of(1, -epsilon, epsilon, 1)); // another value after one time
});

checkRefusals('options of initializers are refused by name', [
  [() => varianceScaling({ scale: 0 }), RangeError, /^varianceScaling: scale must be a finite number above 0, got 0$/],
  [
    () => varianceScaling({ mode: 'fan_in' as never }), RangeError,
    /^varianceScaling: mode must be one of 'fanIn', 'fanOut', 'fanAvg', got 'fan_in'; did you mean 'fanIn'\?$/,
  ],
  [
    () => varianceScaling({ distribution: 'normal' as never }), RangeError,
    /^varianceScaling: distribution must be one of 'uniform', .*got 'normal'$/,
  ],
  [() => varianceScaling({ sed: 3 } as never), TypeError, /^varianceScaling: unknown option 'sed'/],
  [() => constant({ value: NaN }), RangeError, /^constant: value must be a finite number, got NaN$/],
  [
    () => randomUniform({ minval: 1, maxval: 1 }), RangeError,
    /^randomUniform: maxval must be above minval \(1\) in binary32, got 1$/,
  ],
  [() => randomNormal({ stddev: -1 }), RangeError, /^randomNormal: stddev .* got -1$/],
  [
    () => truncatedNormal({ standardDeviation: 1 } as never), TypeError,
    /^truncatedNormal: unknown option 'standardDeviation'/,
  ],
  [() => identity({ gain: '1' as never }), TypeError, /^identity: gain .* got '1'$/],
  [() => fill(identity(), [3]), ShapeError, /^identity: tensor must be a matrix, got shape \(3\)$/],
  [() => orthogonal({ gain: Infinity }), RangeError, /^orthogonal: gain .* got Infinity$/],
  [() => fill(orthogonal(), [3]), ShapeError, /^orthogonal: tensor must have at least two axes, got shape \(3\)$/],
]);
