import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { dense } from '../../lib/layers/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { createKernels, type Kernels } from '../../lib/kernels/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

const X = Float32Array.from({ length: 10 * 3 }, (_, i) => ((i * 7) % 13) / 6 - 1);
const LABELS = [0, 2, 1, 2, 0, 0, 1, 2, 1, 0];
const WEIGHTS = [1, 0.5, 2, 0, 3, 1.25, 0.75, 1, 0, 4];

function classifier(options: { readonly maxBatch?: number; readonly kernels?: Kernels } = {}): Sequential {
  const model = sequential(
    [dense({ units: 4, activation: 'tanh', inputShape: [3] }), dense({ units: 3, activation: 'softmax' })],
    { seed: 3, ...options },
  );
  model.compile({
    optimizer: sgd({ learningRate: 0.5 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
  });
  return model;
}

test('one neuron by hand: loss and gradient of an example count by its weight, divided by all examples', () => {
  const model = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: 1 }), loss: 'halfSquaredError' });
  // a = 2x: errors 1, −2, 4; losses ½, 2, 8; weights 4, 0.5, 0 → J = (2 + 1 + 0)/3; dJ/dw = (4·1·1 + 0.5·(−2)·2 + 0)/3.
  const result = model.trainOnBatch(Float32Array.of(1, 2, 3), [1, 6, 2], { sampleWeight: [4, 0.5, 0] });
  assertClose([result.loss], [1], 1e-7);
  assertClose(model.gradient, [(4 - 2) / 3, (4 - 1) / 3], 1e-6);
});

for (const k of tables) {
  test(`${k.name}: weights of 1 change no bit, and a batch in parts has the bits of the whole`, () => {
    const plain = classifier({ kernels: k }), ones = classifier({ kernels: k });
    assert.deepEqual(
      ones.trainOnBatch(X, LABELS, { sampleWeight: LABELS.map(() => 1) }), plain.trainOnBatch(X, LABELS),
    );
    assertSameBits(ones.theta, plain.theta, 'θ');
    const [whole, parts] = [128, 4].map((maxBatch) => {
      const model = classifier({ maxBatch, kernels: createKernels('reference') });
      return { model, result: model.trainOnBatch(X, LABELS, { sampleWeight: WEIGHTS, classWeight: { 1: 3 } }) };
    });
    assert.deepEqual(parts.result, whole.result);
    assertSameBits(parts.model.theta, whole.model.theta, 'θ in parts');
  });
}

test('weights do not stay: the next batch without any is as if there had been none', () => {
  const weighted = classifier(), plain = classifier();
  weighted.evaluate(X, LABELS, { sampleWeight: WEIGHTS });
  assert.deepEqual(weighted.trainOnBatch(X, LABELS), plain.trainOnBatch(X, LABELS));
  assertSameBits(weighted.theta, plain.theta);
});

test('weights follow their examples through shuffling', async () => {
  const weighted = classifier(), repeated = classifier();
  await weighted.fit(X, LABELS, { sampleWeight: WEIGHTS, batchSize: 'full', epochs: 2 });
  await repeated.fit(X, LABELS, { sampleWeight: WEIGHTS, batchSize: 'full', epochs: 2, shuffle: false });
  assertClose(weighted.theta, repeated.theta, 1e-5);
  const other = classifier();
  await other.fit(X, LABELS, { sampleWeight: [...WEIGHTS].reverse(), batchSize: 'full', epochs: 2 });
  assert.ok(other.theta.some((v, i) => Math.abs(v - weighted.theta[i]) > 1e-2));
});

test('class weights are those of the labels, and multiply sample weights', () => {
  const classWeight = { 0: 0.5, 2: 4 };
  const ofClass = LABELS.map((label) => [0.5, 1, 4][label]);
  const byClass = classifier(), bySample = classifier(), both = classifier(), product = classifier();
  assert.deepEqual(
    byClass.trainOnBatch(X, LABELS, { classWeight }), bySample.trainOnBatch(X, LABELS, { sampleWeight: ofClass }),
  );
  assertSameBits(byClass.theta, bySample.theta);
  both.trainOnBatch(X, LABELS, { classWeight, sampleWeight: WEIGHTS });
  product.trainOnBatch(X, LABELS, { sampleWeight: WEIGHTS.map((w, i) => w * ofClass[i]) });
  assertSameBits(both.theta, product.theta);
});

test('the class of a vector is its largest target, that of a single output the target itself', () => {
  const model = (units: number): Sequential => {
    const made = sequential([dense({ units, inputShape: [3], activation: 'sigmoid' })], { seed: 1 });
    made.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'binaryCrossentropy' });
    return made;
  };
  const oneHot = LABELS.flatMap((label) => [0, 1, 2].map((j) => Number(j === label)));
  const binary = LABELS.map((label) => Number(label > 0));
  assert.deepEqual(
    model(3).trainOnBatch(X, oneHot, { classWeight: { 1: 2 } }),
    model(3).trainOnBatch(X, oneHot, { sampleWeight: LABELS.map((label) => (label === 1 ? 2 : 1)) }));
  assert.deepEqual(
    model(1).trainOnBatch(X, binary, { classWeight: { 1: 2 } }),
    model(1).trainOnBatch(X, binary, { sampleWeight: binary.map((b) => 1 + b) }),
  );
});

function single(loss: LossName): Sequential {
  const model = sequential([dense({ units: 1, inputShape: [3], activation: 'tanh' })], { seed: 1 });
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss });
  return model;
}

test('class weights reach −1, in an object, a Map and a list', () => {
  const signs = LABELS.map((label) => (label > 0 ? 1 : -1)), bySample = single('hinge');
  const sampleWeight = signs.map((y) => (y < 0 ? 3 : 0.5));
  const expected = bySample.trainOnBatch(X, signs, { sampleWeight });
  for (const classWeight of [{ '-1': 3, 1: 0.5 }, new Map([[-1, 3], [1, 0.5]])]) {
    const byClass = single('hinge');
    assert.deepEqual(byClass.trainOnBatch(X, signs, { classWeight }), expected);
    assertSameBits(byClass.theta, bySample.theta);
  }
  const weights = [0.5, 1, 4], listed = classifier(), named = classifier();
  for (const classWeight of [weights, Float32Array.from(weights)]) {
    const expected = named.trainOnBatch(X, LABELS, { classWeight: { ...weights } });
    assert.deepEqual(listed.trainOnBatch(X, LABELS, { classWeight }), expected);
  }
});

test('a target between classes has the weight of the whole number next to it, of two the even one, as in Keras', () => {
  const y = [0.1, 0.9, 0.5, 1.5, 2.5, -0.5, -1.5, -0.2, 0.51, -0];
  const classWeight = { '-2': 2, '-1': 3, 0: 5, 1: 7, 2: 11, 3: 13 };
  const sampleWeight = [5, 7, 5, 11, 11, 5, 2, 5, 7, 5]; // class_weight_to_sample_weights of Keras 3.15.1; −0 as 0
  const [byClass, bySample] = [single('meanSquaredError'), single('meanSquaredError')];
  assert.deepEqual(byClass.trainOnBatch(X, y, { classWeight }), bySample.trainOnBatch(X, y, { sampleWeight }));
});

test('evaluate: the loss is weighted, metrics are not', () => {
  const model = classifier(), plain = model.evaluate(X, LABELS);
  const weighted = model.evaluate(X, LABELS, { sampleWeight: WEIGHTS });
  const each = LABELS.map((label, i) => model.evaluate(X.slice(3 * i, 3 * i + 3), [label]).loss);
  assertClose([weighted.loss], [each.reduce((sum, loss, i) => sum + loss * WEIGHTS[i], 0) / 10], 1e-6);
  assert.equal(weighted.accuracy, plain.accuracy);
});

test('validation takes its own sample weights, and no class weights', async () => {
  const options = { sampleWeight: WEIGHTS, classWeight: { 0: 7, 1: 7, 2: 7 }, shuffle: false };
  const split = classifier(), { history } = await split.fit(X, LABELS, { ...options, validationSplit: 0.4 });
  assertClose(
    history['val_loss'], [split.evaluate(X.slice(18), LABELS.slice(6), { sampleWeight: WEIGHTS.slice(6) }).loss], 1e-12,
  );
  const given = classifier(), result = await given.fit(X, LABELS, { ...options, validationData: [X, LABELS, WEIGHTS] });
  assertClose(result.history['val_loss'], [given.evaluate(X, LABELS, { sampleWeight: WEIGHTS }).loss], 1e-12);
});

checkRefusals('what is no weight is refused by name', [
  [
    () => classifier().trainOnBatch(X, LABELS, { sampleWeight: 3 as never }), TypeError,
    /^trainOnBatch: sampleWeight must be numbers, in a typed array or in arrays, got 3$/,
  ],
  [
    () => classifier().trainOnBatch(X, LABELS, { sampleWeight: [1, 2] }), ShapeError,
    /^trainOnBatch: sampleWeight must hold 10 weights, one an example, got 2$/,
  ],
  [
    () => classifier().evaluate(X, LABELS, { sampleWeight: LABELS.map(() => NaN) }), RangeError,
    /^evaluate: sampleWeight\[0\] must be a finite number, got NaN$/,
  ],
  [
    () => classifier().evaluate(X, LABELS, { sampleWeight: [...WEIGHTS.slice(1), '1' as never] }), TypeError,
    /^evaluate: sampleWeight\[9\] must be a finite number, got '1'$/,
  ],
  [
    () => classifier().evaluate(X, LABELS, { classWeight: {} } as never), TypeError,
    /^evaluate: unknown option 'classWeight'/,
  ],
  [
    () => classifier().trainOnBatch(X, LABELS, { classWeight: { 3: 1 } }), RangeError,
    /^trainOnBatch: classWeight must name classes, whole numbers from 0 to 2, got 3$/,
  ],
  [
    () => classifier().trainOnBatch(X, LABELS, { classWeight: { 1: Infinity } }), RangeError,
    /^trainOnBatch: classWeight\[1\] must be a finite number, got Infinity$/,
  ],
  [
    () => classifier().trainOnBatch(X, LABELS, { classWeight: 2 as never }), TypeError,
    /^trainOnBatch: classWeight must be an object or a Map of weights by class, or 'balanced', got 2$/,
  ],
  [
    () => classifier().trainOnBatch(X, LABELS, { weights: [] } as never), TypeError,
    /^trainOnBatch: unknown option 'weights'/,
  ],
]);

/** An attempt at a step with those class weights. */
function classWeighted(model: Sequential, classWeight: unknown, options: object = {}): () => unknown {
  return () => model.trainOnBatch(X, LABELS.map((label) => (model.loss.target === 'label' ? label : 1)), {
    classWeight: classWeight as Record<number, number>, ...options,
  });
}

const misspelt = ['', '0x0', ' 1', '1.0', '01', '+1', '1e0', 'one', '__proto__'], whole = 'whole numbers from 0 to 2';

checkRefusals('what names no class, or is no list of weights by class, is refused by name', [
  ...misspelt.map((name): Refusal => [
    classWeighted(classifier(), JSON.parse(`{ "${name}": 100 }`)), RangeError,
    new RegExp(`^trainOnBatch: classWeight must name classes, ${whole}, got '${name.replace(/[+.]/g, '.')}'$`),
  ]),
  [classWeighted(classifier(), { '-1': 2 }), RangeError, /whole numbers from 0 to 2, got -1$/],
  [classWeighted(classifier(), new Map([['1', 3]])), RangeError, /whole numbers from 0 to 2, got '1'$/],
  [classWeighted(classifier(), [1, 1, 1, 1]), RangeError, /whole numbers from 0 to 2, got 3$/],
  [
    classWeighted(classifier(), [, 2]), TypeError,
    /^trainOnBatch: classWeight\[0\] must be a finite number, got undefined$/,
  ],
  [classWeighted(classifier(), new Set([1])), TypeError, /a Map of weights by class, or 'balanced', got .*\(Set\)$/],
  [classWeighted(classifier(), new Date()), TypeError, /a Map of weights by class, or 'balanced', got .*\(Date\)$/],
  [classWeighted(classifier(), new (class Weights {})()), TypeError, /a Map of weights by class, or 'balanced', got/],
  [classWeighted(single('hinge'), { 0: 2 }), RangeError, /must name classes, -1 and 1, got 0$/],
  [classWeighted(single('binaryCrossentropy'), { '-1': 2 }), RangeError, /must name classes, 0 and 1, got -1$/],
  [classWeighted(single('meanSquaredError'), { 0.5: 2 }), RangeError, /must name classes, whole numbers, got 0.5$/],
]);

checkRefusals('weights are finite in binary32, and so are their products', [
  [
    classWeighted(classifier(), { 1: 1e300 }), RangeError,
    /classWeight\[1\] must be a finite number in binary32 .*, got 1e\+300$/,
  ],
  [
    () => classifier().trainOnBatch(X, LABELS, { sampleWeight: LABELS.map(() => 1e300) }), RangeError,
    /^trainOnBatch: sampleWeight\[0\] must be a finite number in binary32 .*, got 1e\+300$/,
  ],
  [
    classWeighted(classifier(), { 2: 1e20 }, { sampleWeight: LABELS.map(() => 1e20) }), RangeError,
    /^trainOnBatch: sampleWeight\[1\] times classWeight\[2\] must be a finite number in binary32 .*, got /,
  ],
]);
