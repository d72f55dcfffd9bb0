import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient, ledger, numerics, trace, verifyLedger } from '../../lib/audit/index.ts';
import { gaussNewtonVector } from '../../lib/curvature/index.ts';
import { ScaledBytes } from '../../lib/data/index.ts';
import { concatenate, dense, input, model, sequential, sgd, type FitOptions, type Model } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { objective } from '../../lib/minimizers/index.ts';
import { Philox, shuffle } from '../../lib/random/index.ts';
import { assertSameBits } from '../helpers/same.ts';

const COUNT = 70, WIDTH = 37, CLASSES = 3;
const random = new Philox(16);
const levels = new ScaledBytes(Uint8Array.from({ length: COUNT * WIDTH }, () => random.nextBelow(256)));
const numbers = levels.toFloat32Array();
const y = Uint8Array.from({ length: COUNT }, () => random.nextBelow(CLASSES));

function network(kernels: 'reference' | 'simd' = 'simd', maxBatch = 32): Model {
  const made = sequential([
    dense({ units: 5, activation: 'tanh', inputShape: [WIDTH] }), dense({ units: CLASSES, activation: 'softmax' }),
  ], { kernels: createKernels(kernels), maxBatch, seed: 3 });
  made.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'sparseCategoricalCrossentropy' });
  return made;
}

test('training on bytes has the bits of training on their numbers', async () => {
  const ways: readonly FitOptions[] = [
    { batchSize: 16 }, { batchSize: 16, shuffle: false }, { batchSize: 33, shuffle: 'batch' },
    { batchSize: 8, validationSplit: 0.3 }, { batchSize: 70 },
  ];
  for (const kernels of ['reference', 'simd'] as const) for (const options of ways) {
    const onBytes = network(kernels), onNumbers = network(kernels);
    const a = await onBytes.fit(levels, y, { epochs: 2, ...options });
    const b = await onNumbers.fit(numbers, y, { epochs: 2, ...options });
    assertSameBits(onBytes.theta, onNumbers.theta, `${kernels} ${JSON.stringify(options)}`);
    assert.deepEqual(a.history, b.history);
  }
});

test('whatever takes examples takes bytes, with the same numbers', async () => {
  const made = network(), one = [levels, numbers].map((x) => x.subarray(0, WIDTH)), few = y.subarray(0, 1);
  assertSameBits(made.predict(levels), made.predict(numbers), 'predict');
  assert.deepEqual(made.evaluate(levels, y), made.evaluate(numbers, y));
  const [a, b] = [levels, numbers].map((x) => {
    const f = objective(made, x, y), gradient = new Float64Array(made.theta.length);
    return [f.value(Float64Array.from(made.theta)), f.gradient(Float64Array.from(made.theta), gradient)];
  });
  assert.deepEqual(a, b);
  assert.deepEqual(numerics(made, levels, y), numerics(made, numbers, y));
  const [first, second] = one.map((x) => explainGradient(made, x, few, { layer: 2, i: 1, j: 2 }).toSvg());
  assert.equal(first, second);
  const [left, right] = one.map((x) => trace(made, x, few).theta);
  assertSameBits(left, right, 'trace');
  const v = Float32Array.from(made.theta, (_, i) => (i % 5) - 2);
  const [p, q] = [levels, numbers].map((x) => gaussNewtonVector(made, x, y, v));
  assertSameBits(p, q, 'gaussNewtonVector');
});

test('a ledger of bytes is that of their numbers', async () => {
  const written: Uint8Array[] = [];
  for (const x of [levels, numbers]) {
    const book = ledger();
    await network().fit(x, y, { epochs: 2, batchSize: 16, callbacks: [book] });
    written.push(book.bytes());
  }
  assert.deepEqual(written[0], written[1]);
  for (const x of [levels, numbers]) assert.equal((await verifyLedger(written[0], { x, y })).ok, true);
});

test('of several inputs one may be bytes, in any order and number of parts', async () => {
  const build = (): Model => {
    const a = input({ shape: [WIDTH], name: 'a' }), b = input({ shape: [2], name: 'b' });
    const outputs = dense({ units: 1 }).apply(concatenate().apply([a, b]));
    const made = model({ inputs: [a, b], outputs, maxBatch: 8 });
    made.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
    return made;
  };
  const b = Float32Array.from({ length: 2 * COUNT }, (_, i) => i / COUNT);
  const [onBytes, onNumbers] = [build(), build()];
  await onBytes.fit({ a: levels, b }, y, { batchSize: 20, epochs: 2 });
  await onNumbers.fit({ a: numbers, b }, y, { batchSize: 20, epochs: 2 });
  assertSameBits(onBytes.theta, onNumbers.theta, 'theta');
});

test('bytes are refused as numbers are: by their count, and where they are gone', async () => {
  const made = network();
  assert.throws(() => made.predict(levels.subarray(1)), { name: 'ShapeError', message: /^predict: x must hold a / });
  const bytes = levels.bytes.slice(), onBatchBegin = (batch: number): void => {
    if (batch === 1) structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  };
  await assert.rejects(
    made.fit(new ScaledBytes(bytes), y, { batchSize: 16, callbacks: [{ onBatchBegin } as never] }),
    { name: 'ShapeError', message: /^fit: x must hold 2590 elements until the end, .* got 0: / },
  );
});

test('rows of bytes come to the end of a memory that is full, and nothing beyond is touched', () => {
  for (const [count, width] of [[0, 5], [1, 1], [3, 1], [1, 15], [2, 16], [3, 17], [5, 37]]) {
    const k = createKernels('simd').reserve(count * width + 8, 2), out = k.allocate(count * width);
    const after = k.allocate(8).fill(7);
    const order = shuffle({ seed: 1, length: COUNT }), room = new ScaledBytes(levels.bytes.subarray(0, COUNT * width));
    k.loadRows(count, width, room, order, 2, out);
    for (let i = 0; i < count * width; i++) {
      assert.equal(out[i], room.at(order[2 + Math.floor(i / width)] * width + i % width), `${count}×${width}, ${i}`);
    }
    assert.deepEqual([...after], new Array(8).fill(7));
  }
});
