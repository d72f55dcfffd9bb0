import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NonFiniteError } from '../../lib/core/errors.ts';
import { Optimizer, minimize, rmsprop, sgd, type Step } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';

const bowl = {
  value: (theta: Float32Array) => theta.reduce((sum, v) => sum + v * v, 0),
  gradient: (theta: Float32Array, out: Float32Array) => theta.forEach((v, i) => { out[i] = 2 * v; }),
};

test('the loss path runs from the start to after the last step, and the start stays as it is', () => {
  const start = Float32Array.of(1, -2);
  const found = minimize(bowl, start, { optimizer: sgd({ learningRate: 0.25 }), steps: 3 });
  assert.deepEqual(
    found, { theta: Float32Array.of(0.125, -0.25), losses: [5, 1.25, 0.3125, 0.078125], steps: 3, reason: 'steps' },
  );
  assert.deepEqual(start, Float32Array.of(1, -2));
  assert.deepEqual(minimize(bowl, start, { optimizer: sgd(), steps: 0 }).losses, [5]);
});

test('a step shorter than precision is the last', () => {
  const { steps, reason, losses } =
    minimize(bowl, Float32Array.of(1, 0), { optimizer: sgd({ learningRate: 0.25 }), steps: 99, precision: 0.1 });
  assert.deepEqual([steps, reason, losses.length], [4, 'precision', 5]); // steps of 1/2, 1/4, 1/8, 1/16
});

test('a step that moves nothing is no convergence: gradients accumulated, a rate of 0', () => {
  const run = (optimizer: Optimizer, steps: number) =>
    minimize(bowl, Float32Array.of(1, 0), { optimizer, steps, precision: 0.1 });
  const accumulated = run(sgd({ learningRate: 0.25, accumulationSteps: 2 }), 99);
  assert.deepEqual([accumulated.steps, accumulated.reason], [8, 'precision']);
  const warm = run(sgd({ learningRate: (s) => (s < 3 ? 0 : 0.25) }), 99);
  assert.deepEqual([warm.steps, warm.reason], [7, 'precision']);
  assert.equal(run(sgd({ learningRate: 0 }), 5).reason, 'steps');
});

class SignMomentum extends Optimizer {
  readonly slotNames = ['momentum'];
  readonly beta: number;
  constructor(options: { learningRate: number; beta: number }) {
    super(options); // the base owns learningRate (a number or a schedule)
    this.beta = options.beta;
  }

  // The counterpart of TensorFlow's _apply_dense: flat buffers, in place.
  applyDense(
    theta: Float32Array, gradient: Float32Array, { momentum }: Record<string, Float32Array>, { learningRate }: Step,
  ): void {
    for (let i = 0; i < theta.length; i++) {
      momentum[i] = this.beta * momentum[i] + (1 - this.beta) * gradient[i];
      theta[i] -= learningRate * Math.sign(momentum[i]);
    }
  }
}

const product = {
  value: (theta: Float32Array) => theta.reduce((p, t) => p * t, 1),
  gradient: (theta: Float32Array, out: Float32Array) =>
    out.forEach((_, i) => { out[i] = theta.reduce((p, t, j) => (j === i ? p : p * t), 1); }),
};

test('the report\'s product loss: from (1, 1) RMSprop leads gradient descent, from (2, 3, 4) it does not; an '
  + 'optimizer of one\'s own runs beside them', () => {
  const last = (start: readonly number[], optimizer: Optimizer): number =>
    minimize(product, Float32Array.from(start), { optimizer, steps: 5, precision: 1e-8 }).losses[5];
  const descent = () => sgd({ learningRate: 0.001 });
  const rms = () => rmsprop({ learningRate: 0.001, rho: 0.9, epsilon: 1e-6 });
  assert.ok(last([1, 1], rms()) < last([1, 1], descent()));
  assert.ok(last([2, 3, 4], rms()) > last([2, 3, 4], descent()));
  // Every element moves by the rate: (1 − 0.005)².
  const own = new SignMomentum({ learningRate: 0.001, beta: 0.9 });
  assert.equal(own.name, 'SignMomentum');
  assertClose([last([1, 1], own)], [0.990025], 1e-6);
});

checkRefusals('what does not fit is refused by name', [
  [
    () => minimize(bowl, [1] as never, { optimizer: sgd() }), TypeError,
    /^minimize: start must be a Float32Array, got \[1\]$/,
  ],
  [
    () => minimize(bowl, Float32Array.of(1), { optimizer: 'sgd' as never }), TypeError,
    /^minimize: optimizer must be an Optimizer such as sgd\(\{ learningRate: 0\.1 \}\), got 'sgd'$/,
  ],
  [
    () => minimize(bowl, Float32Array.of(1), { optimizer: sgd(), steps: -1 }), RangeError,
    /^minimize: steps must be a non-negative integer, got -1$/,
  ],
  [
    () => minimize(bowl, Float32Array.of(1), { optimizer: sgd(), precision: NaN }), RangeError,
    /^minimize: precision must be/,
  ],
  [
    () => minimize(bowl, Float32Array.of(NaN), { optimizer: sgd() }), NonFiniteError,
    /^minimize: the loss is not finite after step 0: NaN$/,
  ],
  [
    () => minimize({ ...bowl, gradient: (_, out) => { out[0] = Infinity; } }, Float32Array.of(1), { optimizer: sgd() }),
    NonFiniteError, /^minimize: the gradient is not finite after step 0: Infinity$/,
  ],
]);

const start = Float32Array.of(3, -1);
const runs: readonly ((objective: unknown) => unknown)[] = [
  (objective) => minimize(objective as typeof bowl, start, { optimizer: sgd() }),
  (objective) => sgd().minimize(objective as typeof bowl, start),
  (objective) => sgd().computeGradients(objective as typeof bowl, start, new Float32Array(2)),
];

const misled = runs.flatMap((run): Refusal[] => [
  [() => run({ ...bowl, gradient: (theta: Float32Array) => theta.map((v) => 2 * v) }), TypeError,
    /^(?:minimize|sgd): objective\.gradient must write all 2 elements of out, got .*; what .* is not read/],
  [
    () => run({ ...bowl, gradient: (theta: Float32Array, out: Float32Array) => { out[0] = theta[0]; } }), TypeError,
    /got nothing in out\[1\]$/,
  ],
  [
    () => run({ ...bowl, gradient: (out: Float32Array, theta: Float32Array) => out.set(theta) }), TypeError,
    /objective\.gradient must leave theta as it is/,
  ],
  [
    () => run({ ...bowl, value: (theta: Float32Array) => theta.fill(0)[0] }), TypeError,
    /objective\.value must leave theta as it is/,
  ],
  [() => run({ ...bowl, value: () => undefined }), TypeError, /objective\.value must return a number, got undefined$/],
  [() => run(undefined), TypeError, /: objective must be an object, got undefined$/],
  [() => run({ value: bowl.value }), TypeError, /: objective\.gradient must be a function, got undefined$/],
  [() => {
    assert.deepEqual(start, Float32Array.of(3, -1));
    run(null);
  }, TypeError, /: objective must be an object, got null$/],
]);
checkRefusals('an objective that does not fill its gradient, or changes θ, is refused by name, and θ stays', misled);

test('an objective is looked at once for a θ, and again where another takes its place', () => {
  const optimizer = sgd(), theta = Float32Array.of(1, 2);
  let calls = 0;
  const late = { ...bowl, gradient: (_theta: Float32Array, out: Float32Array) => { if (calls++ === 0) out.fill(1); } };
  for (let step = 0; step < 3; step++) optimizer.minimize(late, theta);
  assert.equal(calls, 3);
  assert.throws(() => optimizer.minimize({ ...bowl, gradient: () => undefined }, theta), /must write all 2 elements/);
});
