/**
 * The suite that every activation passes.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { bindAlone, callsOf, createFloat64Kernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import type { Activation } from '../../lib/layers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkGradient } from '../helpers/differences.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

/** An activation with known answers, to be met within `tolerance`, and in every bit if that is 0. */
export interface ActivationCase {
  readonly activation: Activation;
  /** One row of z, its a, and what it makes of da = 1, 2, 3, …; from the formula by hand or from elsewhere. */
  readonly answers:
    readonly { readonly z: readonly number[]; readonly a: readonly number[]; readonly dz: readonly number[] }[];
  readonly tolerance: number;
  /** Where it has a kink: central differences keep away from there. */
  readonly kinks?: readonly number[];
}

const WIDTH = 5;
const LARGE = 257;

function bindActivation<A extends FloatArray>(
  k: Kernels<A>, activation: Activation, width: number, batch: number, inPlace = false,
) {
  const [z, a, da] = [0, 1, 2].map(() => k.allocate(batch * width));
  const dz = inPlace ? da : k.allocate(batch * width);
  return { z, a, da, dz, pass: bindAlone(
    k, activation.bind({
      k: callsOf(), rows: 1, width, shape: [width], z, a, da, dz, cache: () => k.allocate(batch * width),
    }),
  ) };
}

/** Runs the whole suite on each case. */
export function checkActivations(cases: readonly ActivationCase[]): void {
  for (const activationCase of cases) {
    checkDerivative(activationCase);
    for (const k of tables) {
      checkAnswers(activationCase, k);
      checkBits(activationCase.activation, k);
    }
  }
}

function checkDerivative({ activation, kinks = [] }: ActivationCase): void {
  test(`${activation.name}: dz is that of central differences`, () => {
    const random = new Philox(111), batch = 4;
    const { z, a, da, dz, pass } = bindActivation(createFloat64Kernels(), activation, WIDTH, batch);
    z.set(operands(random, z.length).map((v) => 3 * v));
    da.set(operands(random, da.length));
    assert.ok(z.every((v) => kinks.every((kink) => Math.abs(v - kink) > 1e-3)), 'choose another seed');
    const value = (): number => {
      pass.forward(batch);
      return a.reduce((sum, v, i) => sum + v * da[i], 0);
    };
    value();
    pass.backward(batch);
    checkGradient(value, z, dz.slice(), random, 'dz');
  });
}

function checkAnswers({ activation, answers, tolerance }: ActivationCase, k: Kernels): void {
  test(`${activation.name}, ${k.name}: known answers`, () => {
    for (const { z, a, dz } of answers) {
      const node = bindActivation(k, activation, z.length, 1);
      node.z.set(z);
      node.da.set(z.map((_, i) => i + 1));
      node.pass.forward(1);
      node.pass.backward(1);
      const check = (actual: FloatArray, wanted: readonly number[], what: string) =>
        tolerance === 0
          ? assertSameBits(actual, Float32Array.from(wanted), what)
          : assertClose(actual, wanted, tolerance, what);
      check(node.a, a, `a of z = ${z}`);
      check(node.dz, dz, `dz of z = ${z}`);
    }
  });
}

function checkBits(activation: Activation, k: Kernels): void {
  const done = (inPlace: boolean) => {
    const random = new Philox(112), node = bindActivation(k, activation, WIDTH, LARGE, inPlace);
    node.z.set(operands(random, node.z.length).map((v) => 4 * v));
    node.da.set(operands(random, node.da.length));
    const given = { z: node.z.slice(), da: node.da.slice() };
    node.pass.forward(LARGE);
    node.pass.backward(LARGE);
    return { ...node, given };
  };

  test(`${activation.name}, ${k.name}: a row has the same bits alone and among ${LARGE}`, () => {
    const large = done(false), one = bindActivation(k, activation, WIDTH, 1);
    for (const row of [0, 1, 64, LARGE - 1]) {
      const part = (values: FloatArray) => values.subarray(row * WIDTH, (row + 1) * WIDTH);
      one.z.set(part(large.z));
      one.da.set(part(large.da));
      one.pass.forward(1);
      one.pass.backward(1);
      assertSameBits(one.a, part(large.a), `a of row ${row}`);
      assertSameBits(one.dz, part(large.dz), `dz of row ${row}`);
    }
  });

  test(`${activation.name}, ${k.name}: backward again, or in place of da, gives the same bits; z and da stay`, () => {
    const { z, a, da, dz, pass, given } = done(false);
    const first = dz.slice();
    pass.backward(LARGE, { beta: 1 }); // it has no parameters, so nothing to add to
    assertSameBits(dz, first, 'dz');
    assertSameBits(z, given.z, 'z');
    assertSameBits(da, given.da, 'da');
    const inPlace = done(true);
    assertSameBits(inPlace.dz, first, 'dz in place');
    assertSameBits(inPlace.a, a, 'a');
  });

  test(`${activation.name}, ${k.name}: NaN stays NaN`, () => {
    const { z, a, pass } = bindActivation(k, activation, 2, 2);
    z.set([NaN, 1, 2, 3]);
    pass.forward(2);
    assert.ok(Number.isNaN(a[0]));
    assert.ok(a.subarray(2).every(Number.isFinite));
  });
}
