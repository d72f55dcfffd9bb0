import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { print } from '../../lib/formula/index.ts';
import { Optimizer, applyGradientDescent, gradientDescent, sgd, type Step } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

const golden = JSON.parse(readFileSync(new URL('../vectors/gradientDescent.json', import.meta.url), 'utf8')) as {
  readonly theta: number[];
  readonly gradients: number[][];
  readonly cases: { readonly learningRate: number; readonly thetaAfterEachStep: number[][] }[];
};

test('gradient descent gives the bits of TensorFlow\'s kernel, as functor and as optimizer', () => {
  for (const { learningRate, thetaAfterEachStep } of golden.cases) {
    const byFunctor = Float32Array.from(golden.theta), byClass = Float32Array.from(golden.theta);
    const optimizer = sgd({ learningRate });
    golden.gradients.forEach((gradient, step) => {
      applyGradientDescent(byFunctor, learningRate, Float32Array.from(gradient));
      optimizer.applyGradients(byClass, Float32Array.from(gradient));
      assertSameBits(byFunctor, Float32Array.from(thetaAfterEachStep[step]), `functor, step ${step}`);
      assertSameBits(byClass, byFunctor, `optimizer, step ${step}`);
    });
  }
});

test('on all kinds of numbers it is θ ⊖ (∇ ⊗ lr), the rate rounded to binary32 once, in place', () => {
  const random = new Philox(61);
  for (let round = 0; round < 50; round++) {
    const length = 1 + random.nextBelow(600), learningRate = random.nextFloat() + 1e-9;
    const theta = operands(random, length, 'specials'), gradient = operands(random, length, 'wide');
    const wanted = theta.map((v, i) => v - Math.fround(gradient[i] * Math.fround(learningRate)));
    const given = gradient.slice();
    applyGradientDescent(theta, learningRate, gradient);
    assertSameBits(theta, wanted, 'θ');
    assertSameBits(gradient, given, '∇');
  }
});

test('θ may be ∇ itself, and both may lie anywhere in one block of memory', () => {
  const same = Float32Array.of(4, -2);
  applyGradientDescent(same, 0.25, same);
  assert.deepEqual(same, Float32Array.of(3, -1.5));
  const block = Float32Array.of(0, 1, 2, 10, 20, 0);
  applyGradientDescent(block.subarray(1, 3), 0.5, block.subarray(3, 5));
  assert.deepEqual(block, Float32Array.of(0, -4, -8, 10, 20, 0));
  applyGradientDescent(new Float32Array(0), 0.5, new Float32Array(0));
});

test('the formula prints as mathematics', () => assert.equal(print(gradientDescent), 'θ ← θ − ∇J · lr'));

const shared = new Float32Array(3);

checkRefusals('the functor refuses operands and rates that do not fit', [
  [
    () => applyGradientDescent([1] as never, 0.1, Float32Array.of(1)), TypeError,
    /^applyGradientDescent: theta must be a Float32Array, got \[1\]$/,
  ],
  [
    () => applyGradientDescent(Float32Array.of(1), 0.1, Float32Array.of(1, 2)), ShapeError,
    /^applyGradientDescent: gradient must hold 1 elements, got 2$/,
  ],
  [
    () => applyGradientDescent(new Float32Array(1), NaN, new Float32Array(1)), RangeError,
    /^applyGradientDescent: learningRate must be .* got NaN$/,
  ],
  [
    () => applyGradientDescent(shared.subarray(0, 2), 0.1, shared.subarray(1)), RangeError,
    /^applyGradientDescent: theta must not overlap gradient in memory/,
  ],
]);

/** f = Σ θᵢ², ∇f = 2θ; counts its calls. */
function bowl() {
  return {
    values: 0, gradients: 0,
    value(theta: Float32Array): number {
      this.values++;
      return theta.reduce((sum, v) => sum + v * v, 0);
    },
    gradient(theta: Float32Array, out: Float32Array): void {
      this.gradients++;
      theta.forEach((v, i) => { out[i] = 2 * v; });
    },
  };
}

test('minimize is computeGradients, then applyGradients, and returns the value before the step', () => {
  const objective = bowl(), optimizer = sgd({ learningRate: 0.25 }), theta = Float32Array.of(1, -2);
  assert.equal(optimizer.minimize(objective, theta), 5);
  assert.deepEqual(theta, Float32Array.of(0.5, -1));
  assert.deepEqual([objective.values, objective.gradients], [1, 1]);
  const gradient = new Float32Array(2);
  assert.equal(optimizer.computeGradients(objective, theta, gradient), 1.25);
  assert.deepEqual([theta, gradient], [Float32Array.of(0.5, -1), Float32Array.of(1, -2)]);
  optimizer.applyGradients(theta, gradient);
  assert.deepEqual(theta, Float32Array.of(0.25, -0.5));
  assert.equal(optimizer.iterations(theta), 2);
});

/** θ ← θ − lr·Σ∇: what the slot holds is visible in every step. */
class Summing extends Optimizer {
  readonly slotNames: readonly string[] = ['sum'];

  override applyDense(
    theta: Float32Array, gradient: Float32Array, { sum }: Readonly<Record<string, Float32Array>>,
    { learningRate }: Step,
  ): void {
    theta.forEach((_, i) => {
      sum[i] += gradient[i];
      theta[i] -= learningRate * sum[i];
    });
  }
}

test('state belongs to a buffer θ: slots start at 0, are the same buffer each time, and no other θ sees them', () => {
  const optimizer = new Summing({ learningRate: 1 }), a = Float32Array.of(10, 20), b = Float32Array.of(1, 2, 3);
  const slot = optimizer.getSlot(a, 'sum');
  assert.deepEqual(slot, new Float32Array(2));
  assert.equal(optimizer.iterations(a), 0);
  optimizer.applyGradients(a, Float32Array.of(1, 2));
  optimizer.applyGradients(a, Float32Array.of(1, 2));
  assert.equal(optimizer.getSlot(a, 'sum'), slot);
  assert.deepEqual([slot, a], [Float32Array.of(2, 4), Float32Array.of(7, 14)]);
  optimizer.applyGradients(b, Float32Array.of(1, 1, 1));
  assert.deepEqual([optimizer.getSlot(b, 'sum'), b], [Float32Array.of(1, 1, 1), Float32Array.of(0, 1, 2)]);
  assert.deepEqual(
    [optimizer.iterations(a), optimizer.iterations(b), optimizer.iterations(new Float32Array(2))], [2, 1, 0],
  );
});

test('the rate is a number or a schedule of the steps done, and may be set between steps', () => {
  const theta = Float32Array.of(0), one = Float32Array.of(1), optimizer = sgd({ learningRate: (done) => 2 ** -done });
  for (let step = 0; step < 3; step++) optimizer.applyGradients(theta, one);
  assert.equal(theta[0], -1.75);
  optimizer.learningRate = 0.25;
  optimizer.applyGradients(theta, one);
  assert.equal(theta[0], -2);
  const byDefault = Float32Array.of(0);
  sgd().applyGradients(byDefault, one);
  assert.equal(byDefault[0], Math.fround(-0.01));
});

test('a refused step changes nothing, nor its count', () => {
  const optimizer = new Summing({ learningRate: 1 }), theta = Float32Array.of(1, 2);
  assert.throws(() => optimizer.applyGradients(theta, Float32Array.of(1)), {
    name: 'ShapeError', message: 'Summing: gradient must hold 2 elements, got 1',
  });
  assert.throws(() => optimizer.applyGradients(theta, [1, 2] as never), {
    name: 'TypeError', message: 'Summing: gradient must be a Float32Array, got [1, 2]',
  });
  optimizer.learningRate = NaN;
  assert.throws(() => optimizer.applyGradients(theta, Float32Array.of(1, 2)), {
    name: 'RangeError', message: /^Summing: learningRate .* got NaN$/,
  });
  assert.deepEqual(
    [theta, optimizer.getSlot(theta, 'sum'), optimizer.iterations(theta)],
    [Float32Array.of(1, 2), new Float32Array(2), 0],
  );
});

checkRefusals('optimizers refuse options and buffers by name', [
  [
    () => sgd({ learningRate: -0.1 }), RangeError,
    /^sgd: learningRate must be a finite number of at least 0, got -0\.1$/,
  ],
  [() => sgd({ learningRate: Infinity }), RangeError, /got Infinity$/],
  [() => sgd({ learningRate: '0.1' as never }), TypeError, /got '0\.1'$/],
  [
    () => sgd({ lr: 0.1 } as never), TypeError,
    /^sgd: unknown option 'lr'; it takes learningRate, clipnorm, globalClipnorm, .*, momentum, nesterov$/,
  ],
  [
    () => new Summing({} as never), TypeError,
    /^Summing: learningRate must be a finite number of at least 0, got undefined$/,
  ],
  [() => sgd().applyGradients([1] as never, Float32Array.of(1)), TypeError, /^sgd: theta must be a Float32Array/],
  [
    () => sgd().minimize(bowl(), new Float64Array(1) as never), TypeError,
    /^sgd: theta must be a Float32Array, got Float64Array of 1$/,
  ],
  [
    () => new Summing({ learningRate: 1 }).getSlot(Float32Array.of(1), 'momentum'), RangeError,
    /^Summing: slot must be one of 'sum', got 'momentum'$/,
  ],
]);
