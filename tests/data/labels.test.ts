import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { balancedClassWeights, categories, oneHot, padSequences, toLabels } from '../../lib/data/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { peers } from './peers.ts';

test("oneHot gives Keras' rows", () => {
  for (const { labels, classes, rows } of peers.oneHot) {
    const options = classes === null ? {} : { classes };
    assert.deepEqual([...oneHot(labels, options)], rows);
    assert.deepEqual([...oneHot(Uint8Array.from(labels), options)], rows);
  }
});

test('strings become columns and labels in the order of the classes given, ascending by default', () => {
  const cities = ['Ulm', 'Bern', 'Ulm', 'Ägeri'];
  assert.deepEqual(categories(cities), ['Bern', 'Ulm', 'Ägeri']);
  assert.deepEqual(categories([10, 9, -1, 9]), [-1, 9, 10]);
  assert.deepEqual([...oneHot(cities)], [0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual([...oneHot(['Ulm', 'Rom'], { classes: ['Ulm', 'Bern'], unknown: 'zeros' })], [1, 0, 0, 0]);
  assert.deepEqual(toLabels(cities, ['Ulm', 'Bern', 'Ägeri']), Uint32Array.of(0, 1, 0, 2));
  assert.deepEqual(toLabels(['__proto__', 'constructor'], ['constructor', '__proto__']), Uint32Array.of(1, 0));
  assert.deepEqual([...oneHot([30, 10], { classes: [10, 20, 30] })], [0, 0, 1, 1, 0, 0]);
  assert.deepEqual(oneHot([]), new Float32Array(0));
});

test('a row of oneHot has one 1, at the place of its label, whatever the labels', () => {
  const random = new Philox(5, 77);
  for (let round = 0; round < 40; round++) {
    const labels = Array.from({ length: 1 + random.nextBelow(30) }, () => `c${random.nextBelow(12)}`);
    const classes = categories(labels), rows = oneHot(labels), places = toLabels(labels, classes);
    assert.equal(rows.length, labels.length * classes.length);
    labels.forEach((label, i) => {
      const row = rows.subarray(i * classes.length, (i + 1) * classes.length);
      assert.equal(row.reduce((sum, value) => sum + value), 1);
      assert.equal(row[places[i]], 1);
      assert.equal(classes[places[i]], label);
    });
  }
});

test("balancedClassWeights are scikit-learn's", () => {
  for (const { labels, classes, weights } of peers.classWeights) {
    const own = balancedClassWeights(labels as string[]);
    assert.deepEqual([...own.keys()], classes);
    [...own.values()].forEach((weight, i) => assert.equal(weight, weights[i]));
  }
  assert.equal(balancedClassWeights([]).size, 0);
});

test("padSequences gives Keras' rows", () => {
  for (const { sequences, options, rows } of peers.padSequences) {
    assert.deepEqual([...padSequences(sequences, options)], rows);
    assert.deepEqual([...padSequences(sequences.map((one) => Int32Array.from(one)), options)], rows);
  }
  assert.deepEqual(padSequences([]), new Float32Array(0));
});

checkRefusals('labels and sequences that do not fit are refused by place', [
  [() => oneHot([0, 1.5]), RangeError, /^oneHot: labels\[1\] must be an integer .*, got 1.5$/],
  [() => oneHot(['a', 1] as never), TypeError, /^oneHot: labels\[1\] must be a string, as labels\[0\] is, got 1$/],
  [() => oneHot([0, NaN]), TypeError, /^oneHot: labels\[1\] must be a number, as labels\[0\] is, got NaN$/],
  [() => oneHot([0, 3], { classes: 3 }), RangeError, /^oneHot: labels\[1\] .* 3 classes \(0, 1, 2\), got 3$/],
  [() => oneHot(['ja'], { classes: ['a', 'a'] }), RangeError, /^oneHot: classes must name each class once, got 'a' a/],
  [
    () => toLabels(['setosa', 'versicolour'], ['setosa', 'versicolor']), RangeError,
    /^toLabels: labels\[1\] must be one of the 2 classes \(setosa, versicolor\), got 'versicolour'; did you mean/,
  ],
  [() => balancedClassWeights([1, null] as never), TypeError, /^balancedClassWeights: labels\[1\] must be a number/],
  [() => padSequences([1, 2] as never), TypeError, /^padSequences: sequences\[0\] must be an array of numbers, got 1$/],
  [() => padSequences([[1], ['x']] as never), TypeError, /^padSequences: sequences\[1\]\[0\] must be a number/],
  [() => padSequences([[1]], { maxlen: 0 }), RangeError, /^padSequences: maxlen must be a positive integer, got 0$/],
  [() => padSequences([[1]], { padding: 'left' as never }), RangeError, /^padSequences: padding must be one of 'pre'/],
]);
