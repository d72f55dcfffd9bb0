import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, type Diagnosis } from '../../lib/audit/diagnose/diagnose.ts';
import { nanDetective } from '../../lib/audit/diagnose/nanDetective.ts';
import { NonFiniteError } from '../../lib/core/errors.ts';
import { div, exp, formula, less, log, mul, select, sub } from '../../lib/formula/index.ts';
import { batchNormalization, dense, elementwiseActivation, type Layer } from '../../lib/layers/index.ts';
import { pointwiseLoss, type Loss, type LossName } from '../../lib/losses/index.ts';
import type { Metric } from '../../lib/metrics/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { adam, lamb, Optimizer, sgd, type Step } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { numbered } from '../model/small.ts';

/** A model of these layers; the first weights are given as they lie. */
function modelOf(layers: readonly Layer[], loss: LossName | Loss = 'meanSquaredError', optimizer: Optimizer = sgd({
  learningRate: 0.1,
})): Sequential {
  const model = sequential(layers, { seed: 5 });
  model.compile({ optimizer, loss });
  return model;
}

interface Expected {
  readonly operation?: string;
  readonly operands?: readonly number[];
  readonly element: object;
  readonly explanation: RegExp;
}

/** The step fails, the model stays as it was, and the diagnosis is as expected. */
function check(model: Sequential, x: readonly number[], y: readonly number[], expected: Expected): Diagnosis {
  const inputs = Float32Array.from(x), before = model.theta.slice();
  const found = diagnose(model, inputs, y) ?? assert.fail('nothing was found');
  assert.deepEqual(model.theta, before);
  assert.equal(found.operation?.operation, expected.operation);
  if (expected.operands !== undefined) assert.deepEqual(found.operation?.operands, expected.operands);
  assert.deepEqual(found.element, expected.element);
  assert.match(found.explanation, expected.explanation);
  return found;
}

test('a step that stays finite has no diagnosis', () => {
  assert.equal(diagnose(modelOf([dense({ units: 2, inputShape: [2] })]), Float32Array.of(1, 2), [0, 1]), undefined);
});

test('an overflow in the product of a Dense layer: the product itself, not the sums and layers after it', () => {
  const model = modelOf([
    dense({ units: 2, inputShape: [2], kernelInitializer: [1, 2, 3, 1e38] }), dense({ units: 1, activation: 'tanh' }),
    dense({ units: 1 }),
  ]);
  const found = check(model, [1, 2, 1, 8], [0, 0], {
    operation: 'mul', operands: [8, Math.fround(1e38)], element: { layer: 'dense', tensor: 'z', index: 3 },
    explanation:
      /^overflow in 8 · 1e\+38 for dense\/z\[3\] gives ∞ \(forward, gemm\); by it dense_1\/∂J\/∂w\[1\] is not finite$/,
  });
  assert.equal(found.operation?.phase, 'forward');
});

test('an overflow in a sum', () => {
  check(modelOf([dense({ units: 1, inputShape: [2], kernelInitializer: [3e38, 3e38] })]), [1, 1], [0], {
    operation: 'add', operands: [Math.fround(3e38), Math.fround(3e38)],
    element: { layer: 'dense', tensor: 'z', index: 0 },
    explanation:
      /^overflow in 3e\+38 \+ 3e\+38 for dense\/z\[0\] gives ∞ \(forward, gemm\); by it loss\/losses\[0\] is .*$/,
  });
});

test('an overflow in exp, which counts as one operation', () => {
  check(
    modelOf([dense({ units: 1, activation: 'exponential', inputShape: [1], kernelInitializer: [1] })]), [91.25], [0],
    {
      operation: 'exp', operands: [91.25], element: { layer: 'dense', tensor: 'a', index: 0 },
      explanation: /^overflow in exp of 91\.25 for dense\/a\[0\] gives ∞ \(forward, formula 'exponential'\)/,
    },
  );
});

test('log of 0, of a negative number, and 0/0 in a loss of one\'s own', () => {
  const logarithmic = pointwiseLoss({ name: 'logarithmic', term: ({ a }) => log(a), derivative: ({ a }) => div(1, a) });
  const quotient = pointwiseLoss({ name: 'quotient', term: ({ a, y }) => div(a, y), derivative: ({ y }) => div(1, y) });
  const identity = (loss: Loss) => modelOf([dense({ units: 1, inputShape: [1], kernelInitializer: [1] })], loss);
  const element = { layer: 'loss', tensor: 'terms', index: 1 };
  check(identity(logarithmic), [1, 0], [0, 0], { operation: 'log', operands: [0], element,
    explanation:
      /^log of 0 for loss\/terms\[1\] gives −∞ \(loss, formula 'logarithmic'\); by it loss\/losses\[1\] is .*$/,
  });
  check(identity(logarithmic), [1, -2], [0, 0], { operation: 'log', operands: [-2], element,
    explanation: /^log of a negative number, −2 for/,
  });
  check(identity(quotient), [1, 0], [1, 0], { operation: 'div', operands: [0, 0], element,
    explanation: /^0\/0 for/,
  });
  check(identity(quotient), [1, 3], [1, 0], { operation: 'div', operands: [3, 0], element,
    explanation: /^division by zero, 3 \/ 0 for/,
  });
});

test('a gradient that overflows where the loss does not', () => {
  const steep = pointwiseLoss({ name: 'steep', term: ({ a }) => mul(a, 0), derivative: ({ a }) => exp(a) });
  const found = check(modelOf([dense({ units: 1, inputShape: [1], kernelInitializer: [1] })], steep), [100], [0], {
    operation: 'exp', operands: [100], element: { layer: 'dense', tensor: '∂J/∂z', index: 0 },
    explanation:
      /^overflow in exp of 100 for \S+ gives ∞ \(backward, formula 'steep gradient'\); by it dense\/∂J\/∂b\[0\] is .*$/,
  });
  assert.deepEqual(found.seen, { layer: 'dense', tensor: '∂J/∂b', index: 0 });
});

test('NaN made of two infinities is led back to what made the first of them', () => {
  const difference = elementwiseActivation('difference', ({ z }) => sub(exp(z), exp(mul(z, 2))), ({ da }) => da);
  check(modelOf([dense({ units: 1, activation: difference, inputShape: [1], kernelInitializer: [1] })]), [95], [0], {
    operation: 'exp', operands: [95], element: { layer: 'dense', tensor: 'a', index: 0 },
    explanation: /^overflow in exp of 95 for dense\/a\[0\] gives ∞ .*; by it loss\/losses\[0\] is not finite$/,
  });
});

test('what a select does not take is passed over', () => {
  const guarded = elementwiseActivation('guarded', ({ z }) => select(less(z, 50), exp(z), z), ({ da }) => da);
  const model = modelOf([dense({ units: 2, activation: guarded, inputShape: [1], kernelInitializer: [1, 1e38] })]);
  assert.equal(
    diagnose(model, Float32Array.of(0.5), [1, 5e37]), undefined, 'exp of 5e37 overflows, and nothing comes of it',
  );
  const steep = elementwiseActivation('steep', ({ z }) => select(less(z, 50), exp(z), mul(z, 3.9e36)), ({ da }) => da);
  check(modelOf([dense({ units: 1, activation: steep, inputShape: [1], kernelInitializer: [1] })]), [95], [0], {
    operation: 'mul', operands: [95, Math.fround(3.9e36)], element: { layer: 'dense', tensor: 'a', index: 0 },
    explanation: /^overflow in 95 · 3\.9e\+36/,
  });
  check(model, [100], [0, 0], { operation: 'mul', element: { layer: 'dense', tensor: 'z', index: 1 },
    explanation: /^overflow in 100 · 1e\+38/,
  });
});

test('an Infinity among the examples, or in θ before the step, is named as such', () => {
  const model = modelOf([dense({ units: 2, inputShape: [2] })]);
  check(model, [1, 2, 3, Infinity], [0, 0, 0, 0], { element: { layer: 'input', tensor: 'x', index: 3 },
    explanation: /^input\/x\[3\] is ∞ as it was given; by it loss\/losses\[1\] is not finite$/,
  });
  check(model, [1, 2], [NaN, 0], { element: { layer: 'loss', tensor: 'y', index: 0 },
    explanation: /^loss\/y\[0\] is NaN as it was given/,
  });
  model.theta[3] = NaN;
  check(model, [1, 2], [0, 0], { element: { layer: 'dense', tensor: 'w', index: 3 },
    explanation: /^dense\/w\[3\] is NaN before the step: an earlier one has made it/,
  });
});

/** θ ← θ − ∇/(3 − t) · lr·0: moves nothing, and divides by zero at its third step. */
class Dividing extends Optimizer {
  readonly slotNames: readonly string[] = ['m'];
  readonly #program = formula({
    name: 'dividing', arrays: ['theta', 'm', 'gradient'], scalars: ['rate', 'left'],
    define: ({ theta, m, gradient, rate, left }) => ({
      m: gradient, theta: sub(theta, mul(div(gradient, left), mul(rate, sub(m, m)))),
    }),
  });

  override applyDense(
    theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>,
    { k, t, learningRate }: Step,
  ): void {
    k.elementwise(this.#program, theta.length, [theta, slots['m'], gradient], [learningRate, 3 - t]);
  }
}

test('a division by zero in an optimizer of one\'s own, whose update spoils θ', () => {
  const model =
    modelOf([dense({ units: 1, inputShape: [1] })], 'meanSquaredError', new Dividing({ learningRate: 0.1 }));
  const x = Float32Array.of(2);
  for (const _ of [1, 2]) assert.equal(diagnose(model, x, [9]) ?? model.trainOnBatch(x, [9]).loss > 0, true);
  const { operation, seen } =
    check(model, [2], [9], { operation: 'div', element: { layer: 'dense', tensor: 'w', index: 0 },
      explanation: /^division by zero, −[\d.]+ \/ 0 for dense\/w\[0\] gives −∞ \(update, formula 'dividing'\)$/,
    });
  assert.equal(operation?.phase, 'update');
  assert.deepEqual(seen, { layer: 'dense', tensor: 'w', index: 0 });
});

test('norms that overflow in the update', () => {
  const model =
    modelOf([dense({ units: 2, inputShape: [1], kernelInitializer: [3e38, 3e38] })], 'meanAbsoluteError', lamb());
  assert.match(
    diagnose(model, Float32Array.of(1e-30), [0, 0])?.explanation ?? '',
    /^overflow in 2\.4936 · 1\.70141e\+38 for .* gives ∞ \(update, nrm2\); by it dense\/w.* is not finite$/,
  );
});

test('training at too large a rate: the detective tells what broke, with the rows of that batch, and training fails as '
  + 'without it', async () => {
  const { x, y } = numbered(20);
  const train = async (callbacks: readonly ReturnType<typeof nanDetective>[]): Promise<unknown> => {
    const model = modelOf(
      [dense({ units: 3, inputShape: [2] }), dense({ units: 1 })], 'meanSquaredError', sgd({ learningRate: 40 }),
    );
    return model.fit(x, y, { epochs: 50, batchSize: 6, callbacks })
      .then(() => assert.fail('it must fail'), (error: unknown) => error);
  };
  const seen: Diagnosis[] = [], detective = nanDetective({ onFound: (diagnosis) => seen.push(diagnosis) });
  const plain = await train([]), watched = await train([detective]);
  assert.ok(plain instanceof NonFiniteError && watched instanceof NonFiniteError);
  assert.deepEqual(watched.at, plain.at);
  assert.deepEqual(seen, [detective.diagnosis]);
  const { operation, explanation } = seen[0];
  assert.ok(operation !== undefined && operation.operands.every(Number.isFinite) && !Number.isFinite(operation.result));
  assert.match(explanation, /^overflow in \S+ [+−·] \S+ for \S+/);
});

test('the detective looks at the very rows of the batch, shuffled or not, the last and smaller one too', async () => {
  for (const shuffle of [true, false]) {
    for (let row = 0; row < 20; row++) {
      const { x, y } = numbered(20), detective = nanDetective();
      x[2 * row + 1] = Infinity;
      const model = modelOf([dense({ units: 1, inputShape: [2] })], 'meanSquaredError', sgd({ learningRate: 1e-6 }));
      await assert.rejects(
        model.fit(x, y, { epochs: 1, batchSize: 6, shuffle, callbacks: [detective] }), NonFiniteError,
      );
      assert.deepEqual({ ...detective.diagnosis?.element, index: 1 }, { layer: 'input', tensor: 'x', index: 1 });
      if (!shuffle) assert.equal(detective.diagnosis?.element.index, 2 * (row % 6) + 1);
    }
  }
});

test('an update that spoils θ is diagnosed in its own step, not in the one that fails by it', async () => {
  const { x, y } = numbered(8), detective = nanDetective();
  const model =
    modelOf([dense({ units: 1, inputShape: [2] })], 'meanSquaredError', new Dividing({ learningRate: 1e-3 }));
  await assert.rejects(model.fit(x, y, { epochs: 3, batchSize: 3, callbacks: [detective] }), NonFiniteError);
  assert.match(
    detective.diagnosis?.explanation ?? '',
    /^division by zero, .* for dense\/w\[0\] gives −?∞ \(update, formula 'dividing'\)$/,
  );
});

test('a layer\'s state that becomes infinite is diagnosed, though loss and gradient are finite', async () => {
  const make = (): Sequential =>
    modelOf([batchNormalization({ inputShape: [1] })], 'meanSquaredError', sgd({ learningRate: 0.1 }));
  const x = Float32Array.of(3e20, -1e20, 0, 2), y = [0, 0, 0, 0];
  const explanation =
    /^overflow in .* for batchNormalization\/\S+ gives ∞ \(forward, .*; by it \S+\/movingVariance\[0\] is not finite$/;
  check(
    make(), [...x], y,
    { operation: 'mul', element: { layer: 'batchNormalization', tensor: 'product', index: 0 }, explanation },
  );
  const detective = nanDetective();
  await assert.rejects(make().fit(x, y, { shuffle: false, callbacks: [detective] }), NonFiniteError);
  assert.match(detective.diagnosis?.explanation ?? '', explanation);
});

test('the detective has no metrics counted batch by batch', async () => {
  let updates = 0;
  const counter: Metric = {
    name: 'updates', start: () => ({ update: () => { updates++; }, result: () => updates, reset: () => {} }),
  };
  const model = sequential([dense({ units: 1, inputShape: [2] })]), { x, y } = numbered(20);
  model.compile({ optimizer: sgd({ learningRate: 1e-6 }), loss: 'meanSquaredError', metrics: [counter] });
  await model.fit(x, y, { batchSize: 5, callbacks: [nanDetective()] });
  assert.equal(updates, 4);
});

test('the detective changes no bit of training that goes well, and finds nothing', async () => {
  const { x, y } = numbered(20), detective = nanDetective();
  const thetas = await Promise.all([[], [detective]].map(async (callbacks) => {
    const model = modelOf(
      [dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })], 'meanSquaredError', adam(),
    );
    await model.fit(x, y, { epochs: 3, batchSize: 6, callbacks });
    return model.theta;
  }));
  assert.deepEqual(thetas[0], thetas[1]);
  assert.equal(detective.diagnosis, undefined);
});

checkRefusals('misspelt options are refused', [
  [
    () => diagnose(modelOf([dense({ units: 1, inputShape: [1] })]), Float32Array.of(1), [1], { weights: [1] } as never),
    TypeError, /^diagnose: unknown option 'weights'/,
  ],
  [() => nanDetective({ found: () => {} } as never), TypeError, /^nanDetective: unknown option 'found'/],
  [() => nanDetective({ onFound: 1 as never }), TypeError, /^nanDetective: onFound must be a function, got 1/],
]);
