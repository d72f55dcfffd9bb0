import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { ScaledBytes, parseCsv, trainTestSplit } from '../../lib/data/index.ts';
import { shuffle } from '../../lib/random/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { peers } from './peers.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('the first of the shuffled examples are the test set, and all arrays are split alike', () => {
  const x = Float32Array.from({ length: 20 }, (_, i) => i), y = Uint8Array.from({ length: 10 }, (_, i) => i);
  const names = upTo(10).map((i) => `n${i}`), table = parseCsv(`a\n${upTo(10).join('\n')}\n`);
  const { train, test: held } = trainTestSplit({ x, y, names, table }, { examples: 10, testSize: 0.3, seed: 7 });
  const order = [...shuffle({ seed: 7, length: 10 })];
  assert.deepEqual([[...held.y], [...train.y]], [order.slice(0, 3), order.slice(3)]);
  assert.deepEqual(held.x, Float32Array.from(order.slice(0, 3).flatMap((i) => [2 * i, 2 * i + 1])));
  assert.deepEqual([train.x.constructor, train.y.constructor, train.x.length], [Float32Array, Uint8Array, 14]);
  assert.deepEqual(train.names, order.slice(3).map((i) => `n${i}`));
  assert.deepEqual([...train.table.numbers('a')], order.slice(3));
  assert.deepEqual(trainTestSplit({ y }, { examples: 10, testSize: 3, seed: 7 }).test.y, held.y);
  assert.notDeepEqual(trainTestSplit({ y }, { examples: 10, testSize: 3, seed: 7, stream: 1 }).test.y, held.y);
});

test('tables and plain arrays say how many examples there are', () => {
  const x = Float32Array.from(upTo(12)), rows = upTo(4).map((i) => [i, i]), table = parseCsv('a\n1\n2\n3\n4');
  for (const arrays of [{ x, rows }, { x, table }, { x, rows, table, y: ['a', 'b', 'c', 'd'] }]) {
    const { train } = trainTestSplit(arrays, { seed: 3 });
    assert.deepEqual(train, trainTestSplit(arrays, { seed: 3, examples: 4 }).train);
    assert.equal(train.x.length, 9);
  }
});

test('what it gives are copies, of a Buffer too', () => {
  const bytes = Buffer.from([1, 2, 3, 4]), { train } = trainTestSplit({ bytes }, { examples: 4, seed: 1 });
  train.bytes.fill(9);
  assert.deepEqual([...bytes], [1, 2, 3, 4]);
});

test('bytes that stand for quotients stay bytes', () => {
  const x = new ScaledBytes(Uint8Array.from({ length: 12 }, (_, i) => i));
  const { train, test: held } = trainTestSplit({ x }, { examples: 6, testSize: 2, seed: 7 });
  const order = [...shuffle({ seed: 7, length: 6 })], pairs = order.flatMap((i) => [2 * i, 2 * i + 1]);
  assert.deepEqual([[...held.x.bytes], [...train.x.bytes]], [pairs.slice(0, 4), pairs.slice(4)]);
});

test("a stratified split has as many of each class as scikit-learn's", () => {
  for (const { counts, testSize, train, test: held } of peers.splits) {
    const y = counts.flatMap((count, label) => upTo(count).map(() => label));
    const split = trainTestSplit({ y }, { testSize, seed: 3, stratify: y });
    const countOf = (part: readonly number[]): number[] =>
      counts.map((_, label) => part.filter((own) => own === label).length);
    assert.deepEqual([countOf(split.train.y), countOf(split.test.y)], [train, held]);
  }
});

test('each example is in one part, and each class has its share to within one, whatever the sizes', () => {
  const random = new Philox(16, 3);
  for (let round = 0; round < 60; round++) {
    const classes = 1 + random.nextBelow(5), count = 2 * classes + random.nextBelow(50), i = upTo(count);
    const labels = i.map((at) => (at < 2 * classes ? at % classes : random.nextBelow(classes)));
    const testSize = classes + random.nextBelow(count - 2 * classes + 1);
    const stratify = labels.map((label) => `class ${label}`);
    const { train, test: held } = trainTestSplit({ i }, { testSize, seed: round, stratify });
    assert.equal(held.i.length, testSize);
    assert.deepEqual([...train.i, ...held.i].sort((a, b) => a - b), i);
    for (let label = 0; label < classes; label++) {
      const share = (labels.filter((own) => own === label).length * testSize) / count;
      const got = held.i.filter((at) => labels[at] === label).length;
      assert.ok(Math.abs(got - share) < 1, `${got} of a share of ${share}`);
    }
  }
});

const y = [0, 0, 1, 1];
checkRefusals('splits that cannot be made are refused', [
  [
    () => trainTestSplit({ x: new Float32Array(8), y: Uint8Array.of(1, 2, 3, 4) }, { seed: 0 }), TypeError,
    /^trainTestSplit: examples must say how many there are, got undefined, and arrays x of 8, y of 4$/,
  ],
  [() => trainTestSplit({ x: [1, 2, 3], y: [1, 2] }, { seed: 0 }), TypeError, /examples must .* x of 3, y of 2$/],
  [
    () => trainTestSplit([[1], [2]] as never, { seed: 0 }), TypeError,
    /^trainTestSplit: arrays must be an object of arrays by name, such as { x, y }, got an array of 2$/,
  ],
  [() => trainTestSplit({ x: null as never }, { seed: 0 }), TypeError, /examples must .* x of undefined$/],
  [() => trainTestSplit({ y }, { examples: 4 } as never), TypeError, /^trainTestSplit: seed must be/],
  [() => trainTestSplit({ y }, { examples: 3, seed: 0 }), ShapeError, /: y must hold a multiple of 3 .* 4$/],
  [() => trainTestSplit({ y }, { examples: 4, seed: 0, testSize: 1.5 }), RangeError, /from 1 to 3, .* got 1\.5$/],
  [() => trainTestSplit({ y }, { examples: 4, seed: 0, testSize: 4 }), RangeError, /, got 4$/],
  [() => trainTestSplit({ y }, { examples: 4, seed: 0, testSize: 0 }), RangeError, /, got 0$/],
  [() => trainTestSplit({ y }, { examples: 4, seed: 0, testSize: 0.9 }), RangeError, /, got 0\.9$/],
  [() => trainTestSplit({ y: 'no' as never }, { examples: 4, seed: 0 }), TypeError, /: y must be an array/],
  [
    () => trainTestSplit({ y }, { seed: 0, stratify: [0, 0, 1, 2] }), RangeError,
    /^trainTestSplit: stratify must hold each label twice, got one 1$/,
  ],
  [
    () => trainTestSplit({ y }, { seed: 0, stratify: y, testSize: 1 }), RangeError,
    /^trainTestSplit: each part must have an example of each of 2 labels, got 1 examples$/,
  ],
  [() => trainTestSplit({ y }, { seed: 0, examples: 5, stratify: y }), RangeError, /stratify must hold 5 .* 4$/],
  [
    () => trainTestSplit({ table: parseCsv('a\n1\n2\n') }, { seed: 0, examples: 4 }), ShapeError,
    /^trainTestSplit: table must have 4 rows, one an example, got 2$/,
  ],
]);
