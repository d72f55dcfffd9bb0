import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { embedded } from '../../scripts/documentTable.ts';
import { exactActivations } from '../../scripts/ulp/exact.ts';
import { activationSweeps, elementarySweeps } from '../../scripts/ulp/record.ts';
import { sampled } from '../../scripts/ulp/sweep.ts';
import { markdown, text } from '../../scripts/ulp/table.ts';
import { ulpError } from '../../scripts/ulp/ulpError.ts';
import { activationUnaries, elementaryUnaries, type Unary } from '../../scripts/ulp/unaries.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { documentAt } from '../package/documents.ts';

const SAMPLE = 2 ** 17;
/** What elementary.json rounds away. */
const FOURTH_DECIMAL = 5e-5;

const sweeps = activationSweeps(), elementary = elementarySweeps();

for (const unary of elementaryUnaries()) {
  test(`${unary.name}: a sample errs no more than all inputs together`, () => {
    const { ulp, at } = sampled(unary, SAMPLE).value;
    assert.ok(ulp <= elementary[unary.name].ulp + FOURTH_DECIMAL, `${ulp} ulp at ${at}`);
  });
}

for (const unary of activationUnaries()) {
  test(`${unary.name}, the activation: a sample errs no more than all inputs together, nor does its derivative`, () => {
    const { value, derivative = assert.fail() } = sampled(unary, SAMPLE);
    const { value: ofAll, derivative: derivativeOfAll = assert.fail() } = sweeps[unary.name]
      ?? assert.fail('not recorded');
    assert.ok(value.ulp <= ofAll.ulp, `${value.ulp} ulp at ${value.at}`);
    assert.ok(derivative.ulp <= derivativeOfAll.ulp, `${derivative.ulp} ulp at ${derivative.at}`);
    assert.ok(derivative.scaled <= derivativeOfAll.scaled, `${derivative.scaled} · 2⁻²⁴ at ${derivative.scaledAt}`);
    assert.deepEqual([value.ends, derivative.ends], [ofAll.ends, derivativeOfAll.ends]);
  });
}

test('a sweep is recorded for every activation, and for nothing else', () => {
  assert.deepEqual(Object.keys(sweeps), activationUnaries().map(({ name }) => name));
});

test('the document of the kernels has the table of the recorded sweeps (npm run ulp -- --write)', () => {
  assert.equal(embedded(documentAt('lib/kernels/README.md').text, 'ulp'), markdown(sweeps));
});

test('what errors are measured against is exact to 12 digits, also where it is small', () => {
  type Answers = Readonly<Record<string, { readonly a: readonly number[]; readonly derivative: readonly number[] }>>;
  const { z, source: _, ...answers } =
    JSON.parse(readFileSync(new URL('../vectors/exactActivations.json', import.meta.url), 'utf8')) as
      Answers & { readonly z: readonly number[]; readonly source: unknown };
  assert.deepEqual(Object.keys(answers).sort(), Object.keys(exactActivations).sort());
  for (const [name, { a, derivative }] of Object.entries(answers)) {
    const exact = exactActivations[name];
    z.forEach((input, i) => {
      for (const [got, wanted] of [[exact.value(input), a[i]], [exact.derivative(input), derivative[i]]]) {
        assert.ok(
          Math.abs(got - wanted) <= 1e-12 * Math.abs(wanted) + 1e-300, `${name} at ${input}: ${got}, wanted ${wanted}`,
        );
      }
    });
  }
});

const named = (name: string): Unary => activationUnaries().find((unary) => unary.name === name) ?? assert.fail(name);

test('errors below half an ulp are found too: of 0.3 rounded, the derivative of leakyRelu', () => {
  const { ulp, scaled } = sampled(named('leakyRelu'), 2 ** 14).derivative ?? assert.fail();
  const error = Math.fround(0.3) - 0.3; // 0.3 lies between 2⁻² and 2⁻¹
  assert.deepEqual([ulp, scaled], [error / 2 ** -25, error / 2 ** -24].map((ratio) => Number(ratio.toPrecision(6))));
});

test('a formula measured against another function is far off, and a table with other bits is told', () => {
  const [exponential, other] = [named('exponential'), named('mish')];
  assert.ok(sampled({ ...exponential, exact: other.exact }, 2 ** 14).value.ulp > 1e6);
  const wrong = createKernels('reference');
  const reserve = wrong.reserve.bind(wrong);
  wrong.reserve = (length, arrays) => {
    const k = reserve(length, arrays), elementwise = k.elementwise.bind(k);
    k.elementwise = (program, n, arraysOf, scalars) => {
      elementwise(program, n, arraysOf, scalars);
      arraysOf[1][n - 1] += 1;
    };
    return k;
  };
  assert.throws(
    () => sampled(exponential, 2 ** 13, wrong), /exponential: a at \w+ is \w+ by simd, \w+ by the reference/,
  );
});

test('the table of the command has error and input of all inputs beside the error of a sample, without '
  + 'empty columns', () => {
  const sample = { value: { ulp: 0.5, at: '00000000', ends: [], digest: '' } };
  assert.equal(
    text([{ name: 'f', all: { value: { ulp: 1.2341, at: 'be4ccccd' } }, sample }]),
    '   ulp    at    sample\nf  1.235  -0.2  0.500',
  );
  assert.equal(text([{ name: 'f', all: undefined, sample }]), '   sample\nf  0.500');
});

test('errors in ulp: by the unit below the exact value, an infinity being 2¹²⁸', () => {
  assert.equal(ulpError(1 + 2 ** -23, 1), 1);
  assert.equal(ulpError(1, 1 - 2 ** -24), 1);
  assert.equal(ulpError(1 - 2 ** -24, 1 - 2 ** -26), 0.75);
  assert.equal(ulpError(2 ** -149, 0), 1);
  assert.equal(ulpError(-(2 ** -126), -(2 ** -126) + 2 ** -150), 0.5);
  assert.equal(ulpError(Infinity, 2 ** 128 - 2 ** 104), 1);
  assert.equal(ulpError(-Infinity, -1e300), 0);
  assert.equal(ulpError(NaN, NaN), 0);
  assert.equal(ulpError(NaN, 1), Infinity);
  assert.equal(ulpError(1, NaN), Infinity);
});

for (const unary of [...elementaryUnaries(), ...activationUnaries()]) {
  test(`${unary.name}: the same bits on every table, over a sample of all inputs`, () => {
    const count = 2 ** 13, random = new Philox(61);
    const z = new Float32Array(Uint32Array.from({ length: count }, () => random.nextUint32()).buffer);
    const [first, ...others] = tables.map((table) => {
      const k = table.reserve(4 * count, 4), [zs, a, da, dz] = [0, 1, 2, 3].map(() => k.allocate(count));
      zs.set(z);
      da.fill(1);
      k.elementwise(unary.value, count, [zs, a]);
      if (unary.gradient !== undefined) k.elementwise(unary.gradient.program, count, [zs, a, da, dz]);
      return { a, dz };
    });
    for (const other of others) {
      assertSameBits(other.a, first.a, 'a');
      assertSameBits(other.dz, first.dz, 'dz');
    }
  });
}
