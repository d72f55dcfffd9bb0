import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { sampled, unaries } from '../../scripts/ulp/sweep.ts';
import { assertSameBits } from '../helpers/same.ts';
import { statedUlp } from '../kernels/elementarySweep.ts';
import { tables } from '../kernels/tables.ts';

/**
 * The most that a value may be off, in ulp, and a derivative, in 2⁻²⁴. Where much more than one ulp is allowed, the result is far
 * smaller than what it is made of: subnormal σ times z, Φ by a rounded −z/√2, 0.2·z + 0.5 near 0.
 */
const MOST: Readonly<Record<string, readonly [ulp: number, derivative: number]>> = {
  ...Object.fromEntries(Object.entries(statedUlp).map(([name, ulp]) => [name, [ulp, 2]])),
  exponential: [0.777, 2], relu: [0, 0], leakyRelu: [1.5, 0.3], 'leakyRelu(0.01)': [1.5, 0.3], elu: [1.2, 1], 'elu(1.5)': [2, 2], selu: [2.2, 2.5],
  sigmoid: [0.803, 1], tanh: [1.039, 2.5], softplus: [1.6, 1], softsign: [1.6, 4], swish: [60, 12], silu: [60, 12], mish: [60, 20],
  hardSigmoid: [4e6, 0.3], gelu: [250, 3], 'gelu(approximate)': [250, 25],
};

for (const unary of unaries()) {
  const [most, mostOfDerivative] = MOST[unary.name] ?? assert.fail(`no bound for ${unary.name}`);

  test(`${unary.name}: at most ${most} ulp, its derivative within ${mostOfDerivative} · 2⁻²⁴, over a sample of all inputs`, () => {
    const { ulp, at, derivative, derivativeAt } = sampled(unary, 2 ** 17);
    assert.ok(ulp <= most, `${ulp} ulp at ${at}`);
    assert.ok(derivative <= mostOfDerivative, `${derivative} · 2⁻²⁴ at ${derivativeAt}`);
  });

  test(`${unary.name}: the same bits on every table, over a sample of all inputs`, () => {
    const count = 2 ** 13, random = new Philox(61);
    const z = new Float32Array(Uint32Array.from({ length: count }, () => random.nextUint32()).buffer);
    const [first, ...others] = tables.map((table) => {
      const k = table.reserve(4 * count, 4), [zs, a, da, dz] = [0, 1, 2, 3].map(() => k.allocate(count));
      zs.set(z);
      da.fill(1);
      k.elementwise(unary.value, count, [zs, a]);
      if (unary.gradient !== undefined) k.elementwise(unary.gradient, count, [zs, a, da, dz]);
      return { a, dz };
    });
    for (const other of others) {
      assertSameBits(other.a, first.a, 'a');
      assertSameBits(other.dz, first.dz, 'dz');
    }
  });
}
