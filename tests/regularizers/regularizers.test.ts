/**
 * Regularizers, bit for bit: their terms, what they add to a gradient, and the sum that is added to J.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { pointwiseRegularizer, l1, l1l2, l2, toRegularizer, type Regularizer } from '../../lib/regularizers/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

const f = Math.fround;
const sign = (w: number): number => (w > 0 ? 1 : w < 0 ? -1 : w === 0 ? 0 : NaN);

type Formula = (w: number) => number;

const A = f(0.03), B = f(0.2);
const cases: readonly (readonly [name: string, regularizer: Regularizer, term: Formula, derivative: Formula])[] = [
  ['l1', l1({ l1: 0.03 }), (w) => f(A * Math.abs(w)), (w) => f(A * sign(w))],
  ['l2', l2({ l2: 0.2 }), (w) => f(B * f(w * w)), (w) => f(f(2 * B) * w)],
  [
    'l1l2', l1l2({ l1: 0.03, l2: 0.2 }), (w) => f(f(A * Math.abs(w)) + f(B * f(w * w))),
    (w) => f(f(A * sign(w)) + f(f(2 * B) * w)),
  ],
];

for (const [name, { factors, term, gradient }, value, derivative] of cases) {
  test(`${name} gives every bit of its formula; at ±0 the derivative is 0`, () => {
    const w = operands(new Philox(17), 400, 'specials'), scale = f(0.7);
    w.set([0, -0, 1e-6, -1e-6]);
    for (const k of tables) {
      const terms = new Float32Array(400), start = operands(new Philox(18), 400), dw = start.slice();
      k.elementwise(term, 400, [w, terms], factors);
      k.elementwise(gradient, 400, [w, dw], [...factors, scale]);
      assertSameBits(terms, w.map(value), `${name}, ${k.name}, terms`);
      assertSameBits(dw, start.map((v, i) => f(v + f(scale * derivative(w[i])))), `${name}, ${k.name}, ∇`);
      assertSameBits(dw.slice(0, 2), start.slice(0, 2), 'at ±0');
    }
  });

  test(`${name}: J has the sum of the terms in four lanes, ∇ each derivative once, after the examples`, () => {
    const w = operands(new Philox(19), 21), x = operands(new Philox(20), 42);
    const make = (kernelRegularizer?: Regularizer) => {
      const model = sequential(
        [dense({ units: 1, inputShape: [21], kernelInitializer: w, ...(kernelRegularizer && { kernelRegularizer }) })],
      );
      model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'halfSquaredError' });
      return { model, loss: model.trainOnBatch(x, [0, 0]).loss };
    };
    const plain = make(), penalised = make({ name, factors, term, gradient });
    const lanes = [0, 0, 0, 0];
    w.forEach((v, i) => { lanes[i % 4] = f(lanes[i % 4] + value(v)); });
    const penalty = f(f(lanes[0] + lanes[1]) + f(lanes[2] + lanes[3]));
    assert.ok(
      Math.abs(penalised.loss - plain.loss - penalty) < 1e-12, `${penalised.loss - plain.loss}, wanted ${penalty}`,
    );
    const before = plain.model.gradient;
    assertSameBits(penalised.model.gradient, before.map((v, i) => (i < 21 ? f(v + derivative(w[i])) : v)));
  });
}

test('defaults are 0.01 each, also by name', () => {
  const named = (name: string) => toRegularizer('dense', 'kernelRegularizer', name)?.factors;
  assert.deepEqual([l1().factors, l2().factors, l1l2().factors], [[0.01], [0.01], [0.01, 0.01]]);
  assert.deepEqual([named('l1'), named('l2'), named('l1l2')], [[0.01], [0.01], [0.01, 0.01]]);
  assert.deepEqual([l1l2({ l1: 0.5 }).factors, l1l2({ l2: 0.5 }).factors], [[0.5, 0.01], [0.01, 0.5]]);
  assert.equal(toRegularizer('dense', 'kernelRegularizer', undefined), undefined);
});

test('a factor without a name is refused by name', () => {
  const definition = { name: 'own', factors: [null as never], term: () => 0, derivative: () => 0 };
  assert.throws(
    () => pointwiseRegularizer(definition),
    /^TypeError: pointwiseRegularizer: factors\[0\] must be a string that is not empty, got null$/,
  );
});
