/**
 * Data in all the forms in which users have it: the same bits as those of a Float32Array, or refused with the place.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { checkGradients, explainGradient } from '../../lib/audit/index.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { takeNumbers } from '../../lib/core/numbers.ts';
import { concatenate, conv2D, dense, embedding, flatten, simpleRNN } from '../../lib/layers/index.ts';
import { input, model, sequential, type Numbers, type Sequential } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

const ROWS = [[0, 3], [1, 2], [255, 1], [7, 0]], LABELS = [2, 0, 1, 2];
const FLAT = ROWS.flat(), X = Float32Array.from(FLAT);

function classifier(): Sequential {
  const made = sequential([dense({ units: 3, activation: 'softmax', inputShape: [2] })], { seed: 5 });
  made.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return made;
}

const KINDS = [
  Float32Array, Float64Array, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array,
  Uint32Array,
] as const;
const small = FLAT.map((v) => Math.min(v, 100));

/** The same numbers in every form. */
const FORMS: readonly (readonly [what: string, x: Numbers, y: Numbers])[] = [
  ...KINDS.map((Kind): [string, Numbers, Numbers] => [Kind.name, Kind.from(small), Kind.from(LABELS)]),
  ['BigInt64Array', BigInt64Array.from(small, BigInt), BigInt64Array.from(LABELS, BigInt)],
  ['BigUint64Array', BigUint64Array.from(small, BigInt), BigUint64Array.from(LABELS, BigInt)],
  ['Buffer', Buffer.from(small), Buffer.from(LABELS)],
  ['array', small, LABELS],
  ['arrays', ROWS.map((row) => row.map((v) => Math.min(v, 100))), LABELS.map((label) => [label])],
  ['typed rows', ROWS.map((row) => Int16Array.from(row, (v) => Math.min(v, 100))), LABELS.map((y) => Uint8Array.of(y))],
  ['a list of one', [Float32Array.from(small)], [Uint8Array.from(LABELS)]],
  ['deeper, by axes of 1', ROWS.map((row) => [row.map((v) => Math.min(v, 100))]), LABELS.map((y) => [[y]])],
  ['another realm', runInNewContext(`[${ROWS.map((row) => `[${row.map((v) => Math.min(v, 100))}]`)}]`) as number[][],
    runInNewContext(`new Int32Array([${LABELS}])`) as Int32Array],
  ['bytes of another realm', runInNewContext(`new Uint8Array([${small}])`) as Uint8Array, LABELS],
];

for (const [what, x, y] of FORMS) {
  test(`${what}: fit, trainOnBatch, evaluate and predict have the bits of a Float32Array`, async () => {
    const [given, wanted] = [classifier(), classifier()], [plain, labels] = [Float32Array.from(small), LABELS];
    const options = (a: Numbers, b: Numbers) => ({ epochs: 2, validationData: [a, b] as const });
    const { history } = await given.fit(x, y, options(x, y));
    assert.deepEqual(history, (await wanted.fit(plain, labels, options(plain, labels))).history);
    assert.deepEqual(given.trainOnBatch(x, y), wanted.trainOnBatch(plain, labels));
    assertSameBits(given.theta, wanted.theta, 'θ');
    assert.deepEqual(given.evaluate(x, y), wanted.evaluate(plain, labels));
    assertSameBits(given.predict(x), wanted.predict(plain));
    assertSameBits(Object.values(given.predictAll(x))[0], wanted.predict(plain));
  });
}

test('numbers round once to binary32, as in a Float32Array; infinities and NaN are let through', () => {
  const made = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })]);
  const values = [0.1, 1 / 3, 2 ** 24 + 1, Infinity, NaN];
  for (const x of [values, values.map((v) => [v]), Float64Array.from(values)]) {
    assertSameBits(made.predict(x), Float32Array.from(values));
  }
});

test('a Float32Array is not copied', async () => {
  const seen: unknown[] = [], made = classifier();
  await made.fit(X, LABELS, { callbacks: [{ onTrainBegin(_model, _params, { x }) { seen.push(x[0]); } }] });
  assert.equal(seen[0], X);
});

test('images are rows of any depth, with or without an axis of one channel', () => {
  const random = new Philox(3), image = () => Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => (
    random.nextFloat())));
  const images = Array.from({ length: 5 }, image), flat = Float32Array.from(images.flat(2));
  const first = conv2D({ filters: 2, kernelSize: 2, inputShape: [3, 4, 1] });
  const net = sequential([first, flatten(), dense({ units: 1 })]);
  const wanted = net.predict(flat);
  const forms: Numbers[] = [
    images, images.map((rows) => rows.flat()), images.map((rows) => rows.map((row) => row.map((v) => [v]))),
    images.map((rows) => rows.map((row) => Float64Array.from(row))),
    images.map((rows) => Float32Array.from(rows.flat())),
  ];
  for (const form of forms) assertSameBits(net.predict(form), wanted);
});

test('outputs of several axes take targets and weights in arrays of theirs', () => {
  const make = (loss: 'mse' | 'sparseCategoricalCrossentropy') => {
    const made = sequential([
      embedding({ inputDim: 9, outputDim: 3, inputShape: [2] }), simpleRNN({ units: 3, returnSequences: true }),
      dense({ units: 2, activation: 'softmax' }),
    ], { seed: 1 });
    made.compile({ optimizer: 'sgd', loss });
    return made;
  };
  const ids = [[1, 2], [3, 8], [0, 4]], labels = [[0, 1], [1, 1], [0, 0]], weights = [[1, 2], [3, 4], [5, 6]];
  const vectors = labels.map((row) => row.map((label) => [1 - label, label]));
  const sparse = make('sparseCategoricalCrossentropy'), dense2 = make('mse');
  assert.deepEqual(sparse.evaluate(ids, labels, { sampleWeight: weights }),
    sparse.evaluate(ids.flat(), labels.flat(), { sampleWeight: weights.flat() }));
  assert.deepEqual(dense2.evaluate(ids, vectors, { sampleWeight: [[1], [2], [3]] }),
    dense2.evaluate(ids.flat(), vectors.flat(2), { sampleWeight: [1, 2, 3] }));
});

function pair(): ReturnType<typeof model> {
  const a = input({ shape: [2], name: 'a' }), b = input({ shape: [1], name: 'b' });
  const made = model({
    inputs: [a, b], outputs: {
      p: dense({ units: 1 }).apply(concatenate().apply([a, b])), q: dense({ units: 2 }).apply(a),
    }, seed: 4,
  });
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  return made;
}

test('of several inputs and outputs a list has one for each, whatever form that has', () => {
  const a = [[1, 2], [3, 4]], b = [[5], [6]], p = [1, 2], q = [[1, 2], [3, 4]], net = pair();
  const flat = [Float32Array.from(a.flat()), Float32Array.from(b.flat())] as const, y = [p, q.flat()];
  const wanted = net.evaluate([...flat], y, { sampleWeight: [2, 3] });
  assert.deepEqual(net.evaluate([a, b], [p, q], { sampleWeight: Uint8Array.of(2, 3) }), wanted);
  assert.deepEqual(net.evaluate({ b, a }, { q, p }, { sampleWeight: [[2, 3], [2, 3]] }), wanted);
  const weights = { q: [[2], [3]], p: [2, 3] };
  assert.deepEqual(net.evaluate([a, [5, 6]], [p, [1, 2, 3, 4]], { sampleWeight: weights }), wanted);
});

checkRefusals('a list is read as one for each wherever there are several, and never as rows', [
  [() => pair().predictAll([[1, 2], [3, 4], [5, 6]]), TypeError, /^predictAll: x must be one for each of 'a', 'b'/],
  [() => pair().predictAll([[[1, 2]], [[3, 4]]]), ShapeError, /^predictAll: x\.b\[0\] must be a row of shape \(1\)/],
  [
    () => pair().evaluate([[1, 2], [5]], [[1], [[1, 2]]], { sampleWeight: [[1], [1], [1]] }), TypeError,
    /^evaluate: sampleWeight must be one for each of 'p', 'q'/,
  ],
]);

test('weights are taken in arrays of their shape, by setWeights and by the option', () => {
  const layers = () => [dense({ units: 3, inputShape: [2] }), dense({ units: 1 })];
  const nested = [[[1, 2, 3], [4, 5, 6]], [7, 8, 9], [[1], [2], [3]], [0.1]];
  const made = sequential(layers(), { weights: nested });
  const wanted = [[1, 2, 3, 4, 5, 6], [7, 8, 9], [1, 2, 3], [Math.fround(0.1)]];
  assert.deepEqual(made.getWeights().map((tensor) => [...tensor]), wanted);
  const other = sequential(layers());
  other.setWeights([Float64Array.of(1, 2, 3, 4, 5, 6), Int8Array.of(7, 8, 9), [1, 2, 3], [[0.1]]]);
  assert.deepEqual(other.getWeights(), made.getWeights());
});

test('audit takes data by the same door', () => {
  const made = classifier(), options = { seed: 1 };
  assert.deepEqual(checkGradients(made, ROWS, LABELS, options), checkGradients(made, X, LABELS, options));
  const explained = (x: Numbers) => explainGradient(made, x, LABELS, { layer: 2, i: 1, j: 1 });
  assert.deepEqual(JSON.stringify(explained(ROWS)), JSON.stringify(explained(X)));
});

const net = classifier(), deep = [1] as unknown[];
deep[0] = deep;

checkRefusals('what holds no numbers, or not in rows of one shape, is refused with the place', [
  [() => net.predict([[1, 2], [3]]), ShapeError, /^predict: x\[1\] must hold 2 elements, as x\[0\] does, got 1$/],
  [() => net.predict([[1, 2], [3, '4']] as never), TypeError,
    /^predict: x\[1\]\[1\] must be a number, got '4'; Number\(…\) makes/],
  [() => net.predict([[1, 2], 3] as never), TypeError, /^predict: x\[1\] must be an array of 2, as x\[0\] is, got 3$/],
  [() => net.predict([[1, 2], [3, 1e39]]), RangeError, /^predict: x\[1\]\[1\] must be a finite number in binary32/],
  [() => net.predict([1, 2, 3, [4]] as never), TypeError, /^predict: x\[3\] must be a number, got \[4\]$/],
  [() => net.predict([[1, 2, 3], [4, 5, 6]]), ShapeError,
    /^predict: x\[0\] must be a row of shape \(2\), got one of shape \(3\)$/],
  [() => net.predict([[]]), ShapeError, /^predict: x\[0\] must hold numbers, got none$/],
  [() => net.predict([]), ShapeError, /^predict: x must hold a positive multiple of 2 elements/],
  [() => net.predict([[true, false]] as never), TypeError,
    /^predict: x\[0\]\[0\] must be a number, got true; write 1 for true and 0 for false$/],
  [() => net.predict(deep as never), ShapeError, /^predict: x must be arrays in at most 16 arrays, got more$/],
  [() => net.predict(null as never), TypeError, /^predict: x must be numbers, .* or in arrays, got null$/],
  [() => net.predict({ dataSync: () => X } as never), RangeError,
    /^predict: x must have the names 'input', got 'dataSync'; give x\.dataSync\(\)$/],
  [() => net.predict({ data: X, shape: [4, 2] } as never), RangeError, /got 'data'; give x\.data$/],
  [() => net.evaluate(X, { shape: [4], data: LABELS } as never), RangeError, /got 'shape'; give y\.data$/],
  [() => pair().predictAll({ a: X, data: 1 } as never), RangeError, /must have the names 'a', 'b', got 'data'$/],
  [() => net.predict([1n, 2n] as never), TypeError, /x\[0\] must be a number, got 1n .*; Number\(…\) makes/],
  [() => net.evaluate(X, ['a', 'b', 'a', ''] as never), RangeError,
    /^evaluate: y\[0\] must be a label, .* got 'a'; toLabels and oneHot of bitgrad\/data make numbers of words$/],
  [() => net.evaluate(X, [[true], [false], [true], [true]] as never), TypeError, /got true; write 1 for true/],
  [() => net.evaluate(X, [true, false, true, true] as never), RangeError, /got true; write 1 for true/],
  [() => net.evaluate(X, [0, 1, 2, null] as never), RangeError, /got null$/],
  [() => net.predict(new (class Tensor { dataSync() { return X; } })() as never), TypeError,
    /^predict: x must be numbers, .* got an object \(Tensor\); give x\.dataSync\(\)$/],
  [() => net.evaluate(X, [[1], [2], [0, 1], [2]]), ShapeError, /^evaluate: y\[2\] must hold 1 elements, as/],
  [() => net.evaluate(X, [[1, 2, 0, 2]]), ShapeError, /^evaluate: y\[0\] must be one number, got one of shape \(4\)$/],
  [() => net.evaluate(X, [[1], [2], ['a'], [2]] as never), TypeError, /^evaluate: y\[2\]\[0\] must be a number/],
  [() => net.evaluate(X, [[0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1]]), ShapeError,
    /^evaluate: y must hold 4 × 1 elements .*, got 12; rows of numbers, such as one-hot, are for losses such as/],
  [() => net.evaluate(X, LABELS, { sampleWeight: [[1], [2], [3], [null]] as never }), TypeError,
    /^evaluate: sampleWeight\[3\]\[0\] must be a number, got null$/],
  [() => net.evaluate(X, LABELS, { sampleWeight: [[1, 2, 3, 4]] }), ShapeError,
    /^evaluate: sampleWeight\[0\] must be one number, got one of shape \(4\)$/],
  [() => net.setWeights([[[1, 2], [3, 4], [5, 6]], [1, 2, 3]]), ShapeError,
    /^setWeights: weights\[0\], dense\/w, must hold 6 elements of shape \(2, 3\), got \(3, 2\)$/],
  [() => net.setWeights([[[1, 2, 3], [4, 5]], [1, 2, 3]]), ShapeError,
    /^setWeights: weights\[0\], dense\/w\[1\] must hold 3 elements, as weights\[0\], dense\/w\[0\] does, got 2$/],
]);

test('arrays of random shapes are taken row by row', () => {
  const random = new Philox(11), whole = (most: number) => 1 + random.nextBelow(most);
  for (let round = 0; round < 200; round++) {
    const shape = Array.from({ length: 1 + whole(4) }, () => whole(4)), size = shape.reduce((a, b) => a * b);
    const flat = Array.from({ length: size }, () => random.nextFloat());
    const nest = (values: number[], [, ...inner]: number[]): Numbers => {
      if (inner.length === 0) return round % 2 === 0 ? values : Float64Array.from(values);
      const width = inner.reduce((a, b) => a * b);
      return Array.from({ length: values.length / width }, (_, i) => (
        nest(values.slice(i * width, (i + 1) * width), inner)));
    };
    const taken = takeNumbers('f', 'x', nest(flat, shape), Float64Array);
    assert.deepEqual([taken.shape, Array.from(taken.values)], [shape, flat]);
  }
});
