import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import {
  Philox, Purpose, normalInto, normalRowsInto, shuffle, shuffleInto, stream, truncatedNormalInto, uniformInto,
  uniformRowsInto, type RowOrigin,
} from '../../lib/random/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

const random = new Philox(1), out = Float32Array.of(7, 8), items = Uint32Array.of(2, 1, 0);
const origin: RowOrigin = { seed: 1, step: 0, row: 0 };
const LARGEST = 3.4028234663852886e38;

/** Longer than an array that memory has room for. */
const endless = Object.defineProperty(new Uint32Array(1), 'length', { value: 2 ** 32 });

checkRefusals('what fills an array refuses bounds and moments that there are not, and what is no stream or no array', [
  [() => uniformInto(random, out, NaN, 1), RangeError, /^uniformInto: low must be a finite number, got NaN$/],
  [() => uniformInto(random, out, 0, NaN), RangeError, /^uniformInto: high must be .* got NaN$/],
  [() => uniformInto(random, out, 0, Infinity), RangeError, /^uniformInto: high must be .* got Infinity$/],
  [() => uniformInto(random, out, 0, 1e39), RangeError, /^uniformInto: high must be .* got 1e\+39$/],
  [() => uniformInto(random, out, 1, 1), RangeError, /^uniformInto: high must be above low \(1\) in binary32, got 1$/],
  [() => uniformInto(random, out, 2, 1), RangeError, /^uniformInto: high must be above low \(2\) in binary32, got 1$/],
  [() => uniformInto(random, out, 1, 1 + 1e-9), RangeError, /^uniformInto: high must be above low/],
  [
    () => uniformInto(random, out, -LARGEST, LARGEST), RangeError,
    /^uniformInto: high − low must be a finite number in binary32 .*, got \d/,
  ],
  [() => uniformInto(random, [1] as never, 0, 1), TypeError, /^uniformInto: out must be a Float32Array, got \[1\]$/],
  [() => uniformInto(7 as never, out, 0, 1), TypeError, /^uniformInto: random must be a Philox, got 7$/],
  [() => normalInto(random, out, NaN, 1), RangeError, /^normalInto: mean must be a finite number, got NaN$/],
  [
    () => normalInto(random, out, 0, -1), RangeError,
    /^normalInto: standardDeviation must be a finite number of at least 0, got -1$/,
  ],
  [() => normalInto(random, out, 0, Infinity), RangeError, /^normalInto: standardDeviation must be .* got Infinity$/],
  [() => normalInto(undefined as never, out, 0, 1), TypeError, /^normalInto: random must be a Philox, got undefined$/],
  [
    () => truncatedNormalInto(random, out, Infinity, 1), RangeError,
    /^truncatedNormalInto: mean must be .* got Infinity$/,
  ],
  [
    () => truncatedNormalInto(random, out, 0, NaN), RangeError,
    /^truncatedNormalInto: standardDeviation must be .* got NaN$/,
  ],
  [
    () => truncatedNormalInto(random, {} as never, 0, 1), TypeError,
    /^truncatedNormalInto: out must be a Float32Array, got an object/,
  ],
  [
    () => shuffleInto(random, endless), RangeError,
    /^shuffleInto: items\.length must be an integer from 0 to 4294967295, got 4294967296$/,
  ],
  [
    () => shuffleInto(random, [1, 2] as never), TypeError,
    /^shuffleInto: items must be a Uint32Array or Int32Array, got \[1, 2\]$/,
  ],
  [() => shuffleInto(null as never, items), TypeError, /^shuffleInto: random must be a Philox, got null$/],
  [
    () => shuffle({ seed: 1, length: 2 ** 32 }), RangeError,
    /^shuffle: length must be an integer from 0 to 4294967295, got 4294967296$/,
  ],
  [
    () => stream(Purpose.shuffle, 2 ** 32), RangeError,
    /^stream: index must be an integer from 0 to 4294967295, got 4294967296$/,
  ],
  [() => stream(Purpose.initialize, -1), RangeError, /^stream: index must be .* got -1$/],
  [() => stream(5 as never, 0), RangeError, /^stream: purpose must be an integer from 0 to 4, got 5$/],
]);

const rows = (more: Partial<RowOrigin>, place: number = 0, count: number = 1, width: number = 2) => () =>
  uniformRowsInto({ ...origin, ...more }, place, count, width, out);
checkRefusals('rows that there are not, or no room for, are refused', [
  [
    () => normalRowsInto(origin, 0, 1, 2, 1e300, out), RangeError,
    /^normalRowsInto: standardDeviation must be a finite number in binary32 .*, got 1e\+300$/,
  ],
  [rows({ seed: -1 }), RangeError, /^uniformRowsInto: seed must be a non-negative integer, got -1$/],
  [
    rows({ step: 2 ** 32 }), RangeError,
    /^uniformRowsInto: step must be an integer from 0 to 4294967295, got 4294967296$/,
  ],
  [
    rows({ row: 2 ** 32 }), RangeError,
    /^uniformRowsInto: row must be an integer from 0 to 4294967295, got 4294967296$/,
  ],
  [
    rows({ row: 2 ** 32 - 1 }, 0, 2, 1), RangeError,
    /^uniformRowsInto: row must be an integer from 0 to 4294967294, got 4294967295$/,
  ],
  [rows({}, 2 ** 24), RangeError, /^uniformRowsInto: place must be an integer from 0 to 16777215, got 16777216$/],
  [rows({}, 0, NaN), RangeError, /^uniformRowsInto: count must be .* got NaN$/],
  [rows({}, 0, 1, 1.5), RangeError, /^uniformRowsInto: width must be a non-negative integer, got 1\.5$/],
  [rows({}, 0, 1, 3), ShapeError, /^uniformRowsInto: out must hold 3 elements, got 2$/],
  [
    () => uniformRowsInto(undefined as never, 0, 1, 1, out), TypeError,
    /^uniformRowsInto: origin must be an object, got undefined$/,
  ],
  [
    () => uniformRowsInto(origin, 0, 1, 1, [0] as never), TypeError,
    /^uniformRowsInto: out must be a Float32Array or a Float64Array, got \[0\]$/,
  ],
  [() => normalRowsInto(origin, 0, 2, 2, 1, out), ShapeError, /^normalRowsInto: out must hold 4 elements, got 2$/],
  [() => normalRowsInto(origin, 0, 1, 2, -1, out), RangeError, /^normalRowsInto: standardDeviation must be .* got -1$/],
]);

test('what was refused has drawn and written nothing; the ends of each range are taken', () => {
  assert.equal(random.position, 0);
  assertSameBits(out, Float32Array.of(7, 8));
  assert.deepEqual(items, Uint32Array.of(2, 1, 0));
  rows({ seed: 2 ** 53 - 1, step: 2 ** 32 - 1, row: 2 ** 32 - 1 }, 2 ** 24 - 1)();
  assert.ok(out.every((v) => v >= 0 && v < 1));
  assert.equal(stream(Purpose.noise, 2 ** 32 - 1), 3 * 2 ** 32 - 1);
  uniformInto(random, out, 0, LARGEST);
  normalInto(random, out, 3, 0);
  assertSameBits(out, Float32Array.of(3, 3));
});

test('rows fill the start of a longer array and leave the rest', () => {
  const long = new Float64Array(5).fill(9);
  uniformRowsInto(origin, 0, 2, 2, long);
  assert.equal(long[4], 9);
  normalRowsInto(origin, 0, 1, 3, 1, long.fill(9));
  assert.deepEqual([...long.subarray(3)], [9, 9]);
});
