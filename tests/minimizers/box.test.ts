/** The box of bounds: what comes to a bound is there exactly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { Bounds } from '../../lib/minimizers/bounds.ts';
import { assertSameBits } from '../helpers/same.ts';

/** A point of a random box, and a direction. */
function drawn(random: Philox, n: number): { box: Bounds; x: Float64Array; d: Float64Array } {
  const numbers = (): Float64Array => Float64Array.from({ length: n }, () => random.nextFloat() * 2 - 1);
  const x = numbers(), lower = x.map((v) => v - random.nextFloat()), upper = x.map((v) => v + random.nextFloat());
  return { box: new Bounds('box', { lower, upper }, n), x, d: numbers() };
}

/** The bound that d leads to. */
const goal = ({ lower, upper }: Bounds, d: Float64Array, i: number): number => (d[i] > 0 ? upper : lower)[i];

test('a step to where a bound is met ends on it, to the last bit, where x + t·d does not', () => {
  const random = new Philox(1), wrong = { near: 0, beyond: 0 };
  for (let round = 0; round < 2000; round++) {
    const { box, x, d } = drawn(random, 1), t = box.way(0, x, d), out = new Float64Array(1), bound = goal(box, d, 0);
    const plain = x[0] + t * d[0];
    if (plain !== bound) wrong[(plain - bound) * d[0] < 0 ? 'near' : 'beyond']++;
    for (const alpha of [t, t * (1 - 2 ** -51), t * (1 + 2 ** -51), 2 * t]) {
      box.moveInto(x, alpha, d, out);
      assert.equal(out[0], bound);
    }
    const before = t * (1 - 2 ** -30);
    box.moveInto(x, before, d, out);
    assert.equal(out[0], x[0] + before * d[0]);
  }
  assert.ok(wrong.near > 20 && wrong.beyond > 20); // or it would show nothing
});

test('of a step of several variables those that come to a bound are there, the others where the step leads', () => {
  const random = new Philox(2);
  for (let round = 0; round < 500; round++) {
    const n = 1 + random.nextBelow(5), { box, x, d } = drawn(random, n), t = box.reach(x, d);
    const out = new Float64Array(n), ways = Array.from(x, (_, i) => box.way(i, x, d));
    assert.equal(t, Math.min(...ways));
    box.moveInto(x, t, d, out);
    ways.forEach((way, i) => assert.equal(out[i], way === t ? goal(box, d, i) : x[i] + t * d[i]));
    const part = t * random.nextFloat();
    box.moveInto(x, part, d, out);
    assertSameBits(out, x.map((v, i) => v + part * d[i]));
  }
});

test('a variable that does not move stays, on its bound too', () => {
  const box = new Bounds('box', [[0, 1], [0.1, 0.1], [-Infinity, Infinity]], 3), out = new Float64Array(3);
  box.moveInto(Float64Array.of(1, 0.1, 5), 1e300, Float64Array.of(0, 0, -2), out);
  assert.deepEqual([...out], [1, 0.1, 5 - 2e300]);
});
