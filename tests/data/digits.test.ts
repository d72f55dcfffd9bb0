import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { digits, type LabelledImages } from '../../lib/data/index.ts';
import { GLYPHS } from '../../lib/data/strokes.ts';

const PIXELS = 28 * 28;

/** SHA-256 over the levels 0 … 255, then the labels: the same on machines of either byte order. */
const fingerprint = ({ x, y }: LabelledImages): string =>
  createHash('sha256').update(Uint8Array.from(x, (v) => Math.round(255 * v))).update(y).digest('hex');

const image = ({ x }: LabelledImages, i: number): Float32Array => x.subarray(i * PIXELS, (i + 1) * PIXELS);

test('the first 50 examples are those of an independent program (Python, binary64, Philox on '
  + 'unbounded integers)', () => {
  const expected = [
    {
      seed: 0,
      train: '770ddd0af693e9cb0012b4431e0eec83cafc70c3a71aa6844d3458077d194a9e',
      test: '3636d722afc3fcff67164e7deee8110a7ca781971dfc2656a7593fa1ad67a636',
    },
    {
      seed: 2 ** 40 + 7,
      train: 'b376348647fd7bf80ddaf6916fb5ce8d7a248e76f0b1b15a533852e54884c706',
      test: '17e1348294a2bac16a90345ac53b394938b5c6b9202a53239e038b91edad1463',
    },
  ];
  for (const { seed, train, test: judged } of expected) {
    const data = digits({ seed, train: 50, test: 50 });
    assert.equal(fingerprint(data.train), train);
    assert.equal(fingerprint(data.test), judged);
  }
});

test('shapes follow the counts, which may be 0', () => {
  for (const [train, judged] of [[0, 3], [17, 0], [1, 10]]) {
    const data = digits({ train, test: judged });
    assert.equal(data.train.x.length, train * PIXELS);
    assert.equal(data.train.y.length, train);
    assert.equal(data.test.x.length, judged * PIXELS);
    assert.equal(data.test.y.length, judged);
  }
});

test('an example is the same whatever the counts', () => {
  const long = digits({ seed: 3, train: 60, test: 41 });
  const short = digits({ seed: 3, train: 23, test: 8 });
  assert.deepEqual(short.train.x, long.train.x.slice(0, 23 * PIXELS));
  assert.deepEqual(short.train.y, long.train.y.slice(0, 23));
  assert.deepEqual(short.test.x, long.test.x.slice(0, 8 * PIXELS));
  assert.deepEqual(short.test.y, long.test.y.slice(0, 8));
});

test('every ten examples show each digit once, and their order changes', () => {
  for (const { y } of Object.values(digits({ seed: 1, train: 300, test: 300 }))) {
    const orders = new Set<string>();
    for (let first = 0; first < y.length; first += 10) {
      const ten = [...y.subarray(first, first + 10)];
      orders.add(ten.join());
      assert.deepEqual(ten.sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    assert.equal(orders.size, 30);
  }
});

test('every pixel is a level k/255, each image reaches full or nearly full ink and is mostly clean ground', () => {
  const { train } = digits({ seed: 2, train: 500, test: 0 });
  for (const v of train.x) assert.ok(v >= 0 && v <= 1 && v === Math.fround(Math.round(255 * v) / 255));
  for (let i = 0; i < 500; i++) {
    const pixels = image(train, i);
    assert.ok(Math.max(...pixels) > 0.6, `ink of example ${i}`);
    const ground = pixels.filter((v) => v === 0).length;
    assert.ok(ground > PIXELS / 2 && ground < PIXELS - 20, `ground of example ${i}`);
  }
});

test('no two images are the same: not within a set, not between training and test, not between seeds', () => {
  const seen = new Set<string>();
  for (const seed of [0, 1, 2 ** 32]) {
    for (const set of Object.values(digits({ seed, train: 200, test: 200 }))) {
      for (let i = 0; i < 200; i++) seen.add(image(set, i).join());
    }
  }
  assert.equal(seen.size, 3 * 400);
});

test('the classes are there to be learnt, but not by one template each: the nearest mean image is right on '
  + '50 to 85 %', () => {
  const { train, test: judged } = digits({ seed: 0, train: 1500, test: 500 });
  const means = Array.from({ length: 10 }, () => new Float64Array(PIXELS));
  train.y.forEach((label, i) => image(train, i).forEach((v, at) => (means[label][at] += v / 150)));
  let right = 0;
  judged.y.forEach((label, i) => {
    const distances = means.map((mean) => image(judged, i).reduce((sum, v, at) => sum + (v - mean[at]) ** 2, 0));
    if (distances.indexOf(Math.min(...distances)) === label) right++;
  });
  assert.ok(right > 0.5 * 500 && right < 0.85 * 500, `${right} of 500`);
});

test('every digit has at least four glyphs, all different, within the unit box, whose corners lie inside '
  + 'their stroke', () => {
  assert.equal(GLYPHS.length, 10);
  for (const [digit, glyphs] of GLYPHS.entries()) {
    assert.ok(glyphs.length >= 4, `variants of ${digit}`);
    for (const stroke of glyphs.flat()) {
      assert.ok(
        stroke.length >= 4 && stroke.length % 2 === 0 && stroke.every((v) => v >= 0 && v <= 100),
        `a stroke of ${digit}`,
      );
      const points = Array.from({ length: stroke.length / 2 }, (_, i) => `${stroke[2 * i]},${stroke[2 * i + 1]}`);
      assert.notEqual(points[0], points[1]);
      assert.notEqual(points.at(-1), points.at(-2));
    }
  }
  const drawn = GLYPHS.flat().map((glyph) => JSON.stringify(glyph));
  assert.equal(new Set(drawn).size, drawn.length - 1); // a plain 1 is listed twice, for being twice as frequent
});

test('bad options are refused by name', () => {
  assert.throws(() => digits({ size: 3 } as never), {
    name: 'TypeError', message: "digits: unknown option 'size'; it takes seed, train, test",
  });
  assert.throws(() => digits({ seed: -1 }), {
    name: 'RangeError', message: /^digits: seed must be a non-negative integer, got -1$/,
  });
  assert.throws(() => digits({ seed: '0' as never }), { name: 'TypeError', message: /^digits: seed / });
  assert.throws(() => digits({ train: 1.5 }), {
    name: 'RangeError', message: /^digits: train must be an integer from 0 to 1000000, got 1.5$/,
  });
  assert.throws(() => digits({ test: 1e7 }), {
    name: 'RangeError', message: /^digits: test must be an integer from 0 to 1000000, got 10000000$/,
  });
});
