/**
 * Layers of normalisation on inputs far from 0 and 1, against binary64.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense, sequential, sgd } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { batchNormalization, layerNormalization } from '../../lib/layers/index.ts';
import { Philox } from '../../lib/random/index.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer } from './bindLayer.ts';

const EPSILON = Math.fround(1e-3), UNIT = 2 ** -24;

/** Deviations from the mean, ⊘ √(variance + epsilon), in binary64: exact but for some 2⁻⁵⁰. */
function exactly(line: readonly number[]): { readonly normalized: number[]; readonly inverse: number } {
  const n = line.length, away = line.map((v) => v - line[0]), mean = away.reduce((sum, v) => sum + v, 0) / n;
  const left = away.map((v) => v - mean);
  const inverse = 1 / Math.sqrt(left.reduce((sum, v) => sum + v * v, 0) / n + EPSILON);
  return { normalized: left.map((v) => v * inverse), inverse };
}

/** The largest error of a line, in units of 2⁻²⁴ · max(1, |x̂|). */
function errorOf(actual: readonly number[], wanted: readonly number[]): number {
  return wanted.reduce((most, v, i) => {
    const error = Math.abs(actual[i] - v) / (UNIT * Math.max(1, Math.abs(v)));
    return error <= most ? most : error; // NaN stays
  }, 0);
}

type Draw = (random: Philox) => number;

const within: Draw = (random) => random.nextFloat() * 2 - 1;
const kinds: Readonly<Record<string, Draw>> = {
  'of the size of 1': within,
  'of 10²⁰': (random) => 1e20 * within(random),
  'of 10²⁸': (random) => 1e28 * within(random),
  'of 10⁻²⁰': (random) => 1e-20 * within(random),
  'of mean 10⁶ and spread 0.1': (random) => 1e6 + 0.1 * within(random),
  'of mean −3·10⁴ and spread 0.01': (random) => 0.01 * within(random) - 3e4,
  'of mean 10²⁰ and spread 10¹⁴': (random) => 1e20 + 1e14 * within(random),
  'that few elements rule': (random) => 1000 * within(random) ** 15,
};

/** How far the first element of a row lies from the others, which are of the size of 1. */
const OUTLYING = [10, 1e3, 1e5, 1e6];

for (const k of tables) test(`normalisation, ${k.name}: lines whose first element lies far from the others`, () => {
  for (const n of [5, 100, 1000, 9000]) for (const first of OUTLYING) {
    const random = new Philox(23), line = Float32Array.from({ length: n }, () => random.nextFloat());
    line[0] = first;
    const { normalized } = exactly([...line]), mean = [...line].reduce((sum, v) => sum + v, 0) / n;
    const rows = bindLayer(k, layerNormalization(), [n], 1);
    const columns = bindLayer(k, batchNormalization({ momentum: 0 }), [1], n);
    for (const { node: { x, parameters } } of [rows, columns]) {
      x.set(line);
      parameters.gamma.fill(1);
      parameters.beta.fill(0);
    }
    rows.pass?.forward(1);
    columns.pass?.train?.(n, { seed: 0, step: 0, row: 0, batch: n });
    columns.pass?.backward(n);
    columns.pass?.finish();
    const [ofRows, ofColumns] = [rows, columns].map(({ node: { y } }) => errorOf([...y], normalized));
    const ofMean = Math.abs(columns.node.state.movingMean[0] - mean) / (UNIT * Math.max(1, Math.abs(mean)));
    const what = `${n} beside ${first}: ${ofRows}, ${ofColumns}, ${ofMean} units`;
    assert.ok(ofRows <= 128 && ofColumns <= (n <= 1000 ? 256 : 1024) && ofMean <= 16, what);
  }
});

for (const k of tables) for (const [kind, draw] of Object.entries(kinds)) {
  test(`layerNormalization, ${k.name}: rows ${kind}`, () => {
    const random = new Philox(20);
    for (const [n, room] of [[1, 0], [2, 8], [7, 16], [64, 32], [1000, 128], [4097, 512], [9000, 512]]) {
      const bench = bindLayer(k, layerNormalization(), [n], 3);
      const { node: { x, y }, pass } = bench;
      x.set(Float32Array.from(x, () => draw(random)));
      bench.node.parameters.gamma.fill(1);
      bench.node.parameters.beta.fill(0);
      pass?.forward(3);
      for (let start = 0; start < 3 * n; start += n) {
        const { normalized } = exactly([...x.subarray(start, start + n)]);
        const error = errorOf([...y.subarray(start, start + n)], normalized);
        assert.ok(error <= room, `width ${n}: ${error} units`);
      }
    }
  });
}

for (const k of tables) test(`layerNormalization, ${k.name}: constant rows give β, with a gradient of 0`, () => {
  for (const n of [1, 3, 100, 5000]) for (const constant of [0, 1, 1e6 + 0.25, -1e20, 3e38, 1e-40]) {
    const { node: { x, y, dx, dy, parameters: { gamma, beta } }, pass } = bindLayer(k, layerNormalization(), [n], 2);
    x.fill(constant);
    gamma.fill(3);
    beta.fill(0.5);
    dy.fill(0.25);
    pass?.forward(2);
    pass?.backward(2);
    assert.ok(y.every((v) => v === 0.5), `${n} of ${constant}: ${y[0]}`);
    assert.ok(dx.every((v) => v === 0), `${n} of ${constant}: ${dx[0]}`);
  }
});

test('layerNormalization goes back through rows of 10²⁰, and of a small spread on a large mean', () => {
  for (const [scale, mean] of [[1e20, 0], [0.5, 1e6]]) {
    const n = 9, random = new Philox(21);
    const { node: { x, dx, dy, parameters }, pass } = bindLayer(createKernels('simd'), layerNormalization(), [n], 2);
    for (const values of [x, dy]) values.set(Float32Array.from(values, () => within(random)));
    x.set(x.map((v) => scale * v + mean));
    parameters.gamma.fill(1);
    pass?.forward(2);
    pass?.backward(2);
    for (const at of [0, n]) {
      const g = [...dy.subarray(at, at + n)], { normalized, inverse } = exactly([...x.subarray(at, at + n)]);
      const shift = g.reduce((sum, v) => sum + v, 0) / n;
      const turn = g.reduce((sum, v, i) => sum + v * normalized[i], 0) / n;
      const wanted = g.map((v, i) => v - shift - normalized[i] * turn);
      assert.ok(errorOf([...dx.subarray(at, at + n)].map((v) => v / inverse), wanted) <= 16);
    }
  }
});

test('what is no number stays none, and ends a training step by name', () => {
  const model = sequential([layerNormalization({ inputShape: [3] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  assert.ok(model.predict(Float32Array.of(NaN, 1, 2)).every(Number.isNaN));
  assert.throws(() => model.trainOnBatch(Float32Array.of(3e38, -3e38, 3e38), [1]), { name: 'NonFiniteError' });
});

for (const k of tables) test(`batchNormalization, ${k.name}: a small spread on a large mean, and constants`, () => {
  const cases = [[1e6, 0.1, 6, 16], [-3e4, 0.01, 64, 32], [1e6, 0.5, 1000, 512], [7e5, 0, 1000, 0]];
  for (const [mean, spread, batch, room] of cases) {
    const { node: { x, y, parameters, state }, pass } =
      bindLayer(k, batchNormalization({ momentum: 0 }), [2], batch);
    const random = new Philox(22);
    x.set(Float32Array.from(x, () => mean + spread * within(random)));
    parameters.gamma.fill(1);
    parameters.beta.fill(0);
    pass?.train?.(batch, { seed: 0, step: 0, row: 0, batch });
    pass?.backward(batch);
    pass?.finish();
    for (const j of [0, 1]) {
      const line = [...x].filter((_, i) => i % 2 === j), total = line.reduce((sum, v) => sum + v, 0);
      const error = errorOf([...y].filter((_, i) => i % 2 === j), exactly(line).normalized);
      assert.ok(error <= room, `${mean} ± ${spread}: ${error} units`);
      assert.ok(Math.abs(state.movingMean[j] - total / batch) <= 2 * UNIT * Math.abs(mean));
    }
  }
});
