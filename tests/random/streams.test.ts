/**
 * Which streams serve whom: no two purposes share one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense, sequential } from '../../lib/index.ts';
import {
  Philox, Purpose, normal, normalInto, shuffle, shuffleInto, stream, uniform, uniformInto, uniformRowsInto,
} from '../../lib/random/index.ts';
import { randomUniform } from '../../lib/initializers/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';

const SEED = 3, LENGTH = 64;

/** The first words of a stream. */
function words(number: number): string {
  const random = new Philox(SEED, number);
  return Array.from({ length: LENGTH }, () => random.nextUint32()).join();
}

test('what a user draws comes from the streams of its purpose, by their number', () => {
  for (const index of [0, 1, 7, 2 ** 32 - 1]) {
    const number = 3 * 2 ** 32 + index, out = new Float32Array(LENGTH), items = Uint32Array.from(out, (_, i) => i);
    assert.equal(stream(Purpose.draw, index), number);
    uniformInto(new Philox(SEED, number), out, 0, 1);
    assert.deepEqual(uniform({ seed: SEED, stream: index, length: LENGTH }), out);
    normalInto(new Philox(SEED, number), out, 0, 1);
    assert.deepEqual(normal({ seed: SEED, stream: index, length: LENGTH }), out);
    shuffleInto(new Philox(SEED, number), items);
    assert.deepEqual(shuffle({ seed: SEED, stream: index, length: LENGTH }), items);
  }
  for (const draw of [uniform, normal, shuffle]) {
    assert.deepEqual(draw({ seed: SEED, length: LENGTH }), draw({ seed: SEED, stream: 0, length: LENGTH }));
    assert.throws(() => draw({ seed: SEED, stream: 2 ** 32, length: 1 }), RangeError);
  }
});

test('a model draws nothing that a user of its seed draws: neither first weights nor orders nor noise', () => {
  const drawn = Array.from({ length: 8 }, (_, index) => uniform({ seed: SEED, stream: index, length: LENGTH }));
  const kernelInitializer = randomUniform({ minval: 0, maxval: 1 });
  const layers = [1, 2, 3].map(() => dense({ units: 8, kernelInitializer, inputShape: [8] }));
  const { theta, parameters } = sequential(layers, { seed: SEED });
  for (const { name, offset, length } of parameters) {
    const first = theta.slice(offset, offset + length);
    if (name === 'w') for (const numbers of drawn) assert.notDeepEqual(first, numbers);
  }
  const bare = new Float32Array(LENGTH);
  uniformInto(new Philox(SEED), bare, 0, 1);
  assert.deepEqual(theta.slice(0, LENGTH), bare); // the model's first tensor has stream 0, as the bare generator
  for (const begun of [0, 1, 2]) {
    const order = epochOrder(LENGTH, 8, true, SEED, begun);
    for (const index of [0, 1, 2]) {
      assert.notDeepEqual(Array.from(order ?? []), [...shuffle({ seed: SEED, stream: index, length: LENGTH })]);
    }
  }
  const noise = new Float32Array(LENGTH);
  for (const place of [0, 1, 2]) {
    uniformRowsInto({ seed: SEED, step: 0, row: 0 }, place, 1, LENGTH, noise);
    for (const numbers of drawn) assert.notDeepEqual(noise, numbers);
  }
});

test('no two purposes share a stream', () => {
  const seen = Object.values(Purpose).flatMap((purpose) =>
    [0, 1, 2, 3, 2 ** 32 - 1].map((index) => words(stream(purpose, index))));
  assert.equal(new Set(seen).size, 5 * Object.keys(Purpose).length);
});
