import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argmax } from '../../../lib/metrics/index.ts';
import { MeanCurve, PointCurve } from '../../../scripts/page/engine/curves.ts';
import { Frames, type Makers } from '../../../scripts/page/engine/frames.ts';
import { makeData } from '../../../scripts/page/engine/dataSets.ts';
import { buildNetwork } from '../../../scripts/page/engine/network.ts';
import { buffersOf } from '../../../scripts/page/engine/transfer.ts';
import type { Frame, PartsWanted } from '../../../scripts/page/protocol.ts';
import { DATA, DEFAULT } from '../../../scripts/page/setting.ts';
import { FEW_DIGITS, hashOf, opened } from './opened.ts';
import type { Session } from '../../../scripts/page/engine/session.ts';

/** Frames until no part waits. */
async function whole(session: Session, parts: PartsWanted): Promise<Frame> {
  let all: Frame = await session.ask('frame', { parts, since: 0 });
  while (all.waiting.length > 0) {
    all = { ...all, ...await session.ask('frame', { parts, since: all.state.version }) };
  }
  return all;
}

test('the parts of a frame are what model and data say', async () => {
  const session = await opened(FEW_DIGITS);
  await session.ask('step', { steps: 40 });
  const frame = await whole(session, {
    hash: true, curves: true, scores: true, confusion: true, wrong: { most: 5 }, weights: true, gradient: true,
    inside: { of: { set: 'test', index: 3 } }, boundary: { cells: 8 },
  });
  const data = makeData(FEW_DIGITS), model = buildNetwork(FEW_DIGITS, data.info);
  await model.fit(data.train.x, data.train.y, { batchSize: 32, epochs: 4, maxIterations: 40 });
  assert.deepEqual(frame.weights, model.theta);
  assert.deepEqual(frame.gradient, model.gradient);
  assert.equal(frame.hash, await hashOf(session));

  const { loss, accuracy } = model.evaluate(data.test.x, data.test.y), outputs = model.predict(data.test.x);
  assert.deepEqual(frame.scores?.test, { examples: 100, loss, accuracy });
  assert.deepEqual(frame.curves?.testLoss, Float64Array.of(loss));
  assert.equal(frame.curves?.batches.loss.length, 40);
  const { counts = [] } = frame.confusion ?? {}, right = [...counts].filter((_, i) => i % 11 === 0);
  assert.equal(right.reduce((a, b) => a + b), Math.round(100 * (accuracy ?? NaN)));
  for (const { index, truth, read, chance } of frame.wrong ?? []) {
    assert.deepEqual([truth, read], [data.test.y[index], argmax(outputs, 10 * index, 10)]);
    assert.equal(chance, outputs[10 * index + read]);
    assert.notEqual(truth, read);
  }
  assert.equal(frame.wrong?.length, 5);
  assert.equal(frame.boundary, undefined); // of 784 inputs there is none

  const layers = frame.inside?.layers ?? [];
  assert.deepEqual(layers[3].a, outputs.slice(30, 40));
  assert.deepEqual(layers.map(({ a }) => a.length), [784, 12, 12, 10]);
  const truth = data.test.y[3]; // of softmax and cross-entropy ∂J/∂z is a − y
  assert.deepEqual(layers[3].delta, layers[3].a.map((a, i) => Math.fround(a - Number(i === truth))));
  await session.close();
});

test('a frame has what has changed since, and a part once', async () => {
  const session = await opened(DEFAULT), parts = { hash: true, weights: true, boundary: { cells: 4 } } as const;
  const first = await whole(session, parts), again = await session.ask('frame', { parts, since: first.state.version });
  assert.deepEqual(Object.keys(first).sort(), ['boundary', 'hash', 'state', 'waiting', 'weights']);
  assert.deepEqual(Object.keys(again).sort(), ['state', 'waiting']);
  const finer = await session.ask('frame', { parts: { boundary: { cells: 5 } }, since: again.state.version });
  assert.equal(finer.boundary?.values.length, 5 * 5 * 2);
  const forgotten = await whole(session, parts);
  assert.deepEqual(forgotten.weights, first.weights);
  await session.ask('step', {});
  const { hash, weights } = await whole(session, parts);
  assert.ok(hash !== first.hash && weights !== undefined);
  await assert.rejects(
    session.ask('frame', { parts: { wieghts: true } as PartsWanted, since: 0 }),
    /parts must be of .*did you mean 'weights'/);
  await assert.rejects(
    session.ask('frame', { parts: { boundary: { cells: 1000 } }, since: 0 }),
    /boundary.cells must be an integer from 1 to 128/);
  await session.close();
});

test('parts that cost much wait for their turn while it runs, each in the end', () => {
  const names = ['scores', 'boundary', 'confusion'] as const, made: string[] = [];
  const work = (name: string) => ({
    stamp: () => 'always', make: () => {
      const until = performance.now() + 12;
      while (performance.now() < until);
      made.push(name);
      return name;
    },
  });
  const makers = Object.fromEntries([...names, 'job'].map((name) => [name, work(name)])) as object as Makers;
  const frames = new Frames(makers), state = {
    steps: 0, epoch: 0, batch: 0, isRunning: true, error: undefined, kernels: '', stepsPerSecond: 0,
    examplesPerSecond: 0,
  };
  const wanted = { scores: true, boundary: { cells: 1 }, confusion: true } as const;
  assert.equal(frames.frame(wanted, 0, state).waiting.length, 2);
  assert.deepEqual(made, ['scores']);
  assert.equal(frames.frame({ ...wanted, job: true }, frames.version, state).waiting.length, 2);
  assert.deepEqual(made, ['scores', 'job']); // what is kept elsewhere never waits
  assert.deepEqual(frames.frame(wanted, frames.version, { ...state, isRunning: false }).waiting, []);
  assert.deepEqual([...made].sort(), ['boundary', 'confusion', 'job', 'scores']);
});

test('a boundary is what the network says at the middles of cells, from the top left', async () => {
  const xor = { ...DEFAULT, data: DATA.xor }, session = await opened(xor);
  const { boundary } = await whole(session, { boundary: { cells: 3 } });
  const data = makeData(xor), { left, right, low, high } = data.info.window ?? assert.fail();
  const model = buildNetwork(xor, data.info);
  const x = left + (5 / 6) * (right - left), y = high - (1 / 6) * (high - low); // the top right cell
  assert.deepEqual(boundary?.values.slice(4, 6), model.predict(Float32Array.of(x, y)));
  const line = await opened({ ...DEFAULT, data: DATA.sine });
  const { boundary: curve } = await whole(line, { boundary: { cells: 9 } });
  assert.deepEqual([curve?.rows, curve?.outputs, curve?.values.length], [1, 1, 9]);
  for (const one of [session, line]) await one.close();
});

test('what is watched is written down at each step, and forgotten on the way back', async () => {
  const session = await opened(DEFAULT);
  const unit = { kind: 'unit', layer: 2, i: 3, example: { set: 'train', index: 0 } } as const;
  await session.ask('watch', { of: [{ kind: 'parameter', index: 5 }, unit] });
  await session.ask('step', { steps: 30 });
  const { history, weights, inside } = await whole(
    session, { history: true, weights: true, inside: { of: unit.example } });
  assert.deepEqual(history?.[0].step, Float64Array.from({ length: 30 }, (_, i) => i + 1));
  assert.equal(history?.[0].value[29], weights?.[5]);
  assert.equal(history?.[1].value[0], inside?.layers[1].a[2]);
  await session.ask('back', { steps: 10 });
  const { history: shorter } = await whole(session, { history: true });
  assert.deepEqual(shorter?.[0].value, history?.[0].value.slice(0, 20));
  await assert.rejects(
    session.ask('watch', { of: [{ kind: 'parameter', index: 114 }] }), /watch: index must be an integer from 0 to 113/);
  await session.close();
});

test('curves never outgrow their room, and keep beginning and end', () => {
  const points = new PointCurve(['v']), means = new MeanCurve();
  for (let step = 1; step <= 10_000; step++) {
    points.add(step, [-step]);
    means.add(step, step);
  }
  const { step } = points, values = points.column('v');
  assert.ok(step.length <= 512 && step.length > 200);
  assert.deepEqual([step[0], step.at(-1), values.at(-1)], [1, 10_000, -10_000]);
  const gaps = new Set(step.slice(1, -1).map((one, i) => one - step[i]));
  assert.equal(gaps.size, 1, 'evenly spaced');
  const mean = means.points;
  assert.ok(mean.step.length <= 512 && mean.step.length > 200);
  assert.equal(mean.loss[0], (1 + mean.step[0]) / 2);
  points.cut(5000);
  means.cut(5000);
  assert.ok((points.step.at(-1) ?? 0) <= 5000 && (means.points.step.at(-1) ?? 0) <= 5000);
});

test('a drawn stroke is read as a digit is: of the size that those trained on have, and in the middle', async () => {
  const session = await opened(FEW_DIGITS);
  for (let i = 0; i < 12; i++) await session.ask('epoch', {});
  const { image, chances, digit, inputs } = await session.ask('read', { strokes: [[300, 100, 305, 500]] });
  assert.equal(digit, 1);
  assert.equal(digit, argmax(chances));
  assert.deepEqual(inputs, Float32Array.from(image, (level) => level / 255));
  const rows = Array.from({ length: 28 }, (_, row) => (
    image.subarray(28 * row, 28 * row + 28).some((level) => level > 128)));
  const [first, last] = [rows.indexOf(true), rows.lastIndexOf(true)];
  assert.ok(first >= 3 && last <= 24 && last - first >= 17);
  await assert.rejects(session.ask('read', { strokes: [] }), /strokes must be lists/);
  const plane = await opened(DEFAULT);
  await assert.rejects(plane.ask('read', { strokes: [[1, 2]] }), /must read images of 784 pixels, got 2 inputs/);
  for (const one of [session, plane]) await one.close();
});

test('the buffers of an answer are all its typed arrays\', each once', () => {
  const a = new Float32Array(3), b = new Uint8Array(2);
  assert.deepEqual(buffersOf({ a, list: [{ b, again: a }], none: undefined, text: 'x' }), [a.buffer, b.buffer]);
  assert.deepEqual(buffersOf({ part: a.subarray(1) }), []);
});
