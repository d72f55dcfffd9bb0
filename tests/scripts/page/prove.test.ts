import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readZip, unzip } from '../../../lib/data/zip.ts';
import { load } from '../../../lib/formats/index.ts';
import { digits } from '../../../lib/index.ts';
import { modelFromSafetensors, readKeras, readOnnx, readTfjs } from '../../../lib/exchange/index.ts';
import { verifyLedger } from '../../../lib/audit/index.ts';
import { hashOf as hashOfTheta } from '../../../scripts/page/engine/hash.ts';
import { FORMATS, type Frame, type PartsWanted } from '../../../scripts/page/protocol.ts';
import type { Session } from '../../../scripts/page/engine/session.ts';
import { printSetting } from '../../../scripts/page/address.ts';
import { DATA, DEFAULT } from '../../../scripts/page/setting.ts';
import { FEW_DIGITS, OWN_POINTS, TABLE, hashOf, ofTable, opened } from './opened.ts';

test('why: the report\'s example is 0.63, with its slips', async () => {
  const session = await opened(DEFAULT), why = await session.ask('explain', { of: 'report' });
  assert.equal(why.symbol, 'w²₁₁');
  assert.equal(Math.fround(why.witnesses.paths), why.witnesses.backpropagated);
  assert.equal(why.witnesses.backpropagated.toFixed(5), '0.63000');
  assert.ok(Math.abs(why.witnesses.differences - 0.63) < 1e-5);
  assert.deepEqual([why.pathCount, why.livePaths, why.paths.length], ['6', '1', 6]);
  assert.deepEqual(why.paths.map(({ isDead }) => isDead), [false, true, true, true, true, true]);
  assert.deepEqual(why.paths[0].factors.map(({ value }) => Number(value.toFixed(5))), [0.2, 1, 4.2, 1, 2.5, 1, 0.3]);
  assert.deepEqual(why.units, [3, 2, 3, 2]);
  assert.ok(why.report !== undefined && why.report.slips.length >= 10 && why.report.equation?.includes('= 0.63'));
  assert.equal(why.update.after, Math.fround(0.6000000238418579 - 0.06300022453069687));
  await session.close();
});

test('why: a weight of the setting is explained as the next step moves it, and traced', async () => {
  const one = { ...DEFAULT, data: { ...DATA.xor, count: 1 } }, session = await opened(one);
  await session.ask('step', { steps: 5 });
  const args = { of: { set: 'train', index: 0 }, weight: { layer: 3, i: 2, j: 4 } } as const;
  const { update, index, witnesses } = await session.ask('explain', args), trace = await session.ask('trace', args);
  assert.deepEqual(update.slots.map(({ name }) => name), ['m', 'v']);
  assert.equal(trace.operations.at(-1)?.result, update.after);
  assert.equal(trace.operations.length, trace.count);
  assert.ok(trace.operations.some(({ tensor, result }) => tensor === '∂J/∂w' && result === witnesses.backpropagated));
  await session.ask('step', {}); // of one example, which is the batch
  const { weights } = await session.ask('frame', { parts: { weights: true }, since: 0 });
  assert.equal(weights?.[index], update.after);
  await session.close();
});

test('a checkpoint is the training; a ledger of it holds, on the plain kernels, until a bit is changed', async () => {
  const session = await opened(FEW_DIGITS);
  await session.ask('step', { steps: 14 });
  const hash = await hashOf(session), state = load((await session.ask('checkpoint', {})).bytes);
  assert.deepEqual([state.steps, hashOfTheta(state.theta)], [14, hash]);
  const { bytes } = await session.ask('ledger', {});
  const verified = await session.ask('verify', { ledger: bytes });
  assert.deepEqual([verified.verdict.ok, verified.kernels, verified.sha256], [true, 'reference', hash]);
  const { train } = digits({ seed: 0, train: 300, test: 0 }); // whoever has the data
  assert.ok((await verifyLedger(bytes, { x: train.levels, y: train.y })).ok);

  for (const bit of [undefined, 0, 8 * bytes.length - 20, 8 * 5000 + 3]) {
    const flipped = await session.ask('flip', { ledger: bytes, ...(bit !== undefined && { bit }) });
    const at = flipped.bit >> 3, changed = [...bytes.keys()].filter((i) => bytes[i] !== flipped.ledger[i]);
    assert.deepEqual(changed, [at]);
    assert.equal(bytes[at] ^ flipped.ledger[at], 1 << (flipped.bit & 7));
    assert.notEqual(flipped.before, flipped.after);
    const asked = session.ask('verify', { ledger: flipped.ledger });
    const holds = await asked.then(({ verdict: { ok } }) => ok, () => false);
    assert.equal(holds, false, `bit ${flipped.bit} of line ${flipped.line}`);
  }
  await session.close();
});

test('two runs part where they part', async () => {
  const session = await opened(DEFAULT), books: Uint8Array[] = [];
  for (const setting of [DEFAULT, DEFAULT, { ...DEFAULT, seed: 1 }]) {
    await session.ask('open', { setting });
    await session.ask('step', { steps: books.length === 1 ? 31 : 30 });
    books.push((await session.ask('ledger', {})).bytes);
  }
  const same = await session.ask('differ', { a: books[0], b: books[1] });
  assert.deepEqual([same.step, same.what, same.steps], [undefined, undefined, { a: 30, b: 31 }]);
  assert.ok(same.hashes.length > 0 && same.hashes.every(({ a, b }) => a === b));
  const other = await session.ask('differ', { a: books[0], b: books[2] });
  assert.deepEqual([other.step, other.what], [1, 'rows']);
  assert.ok(other.hashes.every(({ a, b }) => a !== b));
  await session.close();
});

test('the model goes out in every format, and comes back', async () => {
  const session = await opened(DEFAULT);
  await session.ask('step', { steps: 20 });
  const files = new Map(await Promise.all(FORMATS.map(async (format) => (
    [format, (await session.ask('exportModel', { format })).files] as const))));
  const bytesOf = (format: (typeof FORMATS)[number]): Uint8Array => files.get(format)?.[0].bytes ?? assert.fail();
  const tfjs = new Map(await Promise.all(readZip('test', bytesOf('tfjs'), 2 ** 24).map(async (entry) => (
    [entry.name, await unzip('test', entry)] as const))));
  const models = [
    load(bytesOf('bitgrad')), modelFromSafetensors(bytesOf('safetensors')), await readKeras(bytesOf('keras')),
    await readTfjs(tfjs), readOnnx(bytesOf('onnx')),
  ];
  for (const { theta } of models) assert.equal(hashOfTheta(theta), await hashOf(session));
  assert.match(new TextDecoder().decode(bytesOf('module')), /export function predict/);
  await session.close();
});

/** Frames of a part until its job has ended. */
async function ended(session: Session, parts: PartsWanted): Promise<Frame> {
  for (;;) {
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    const frame = await session.ask('frame', { parts: { ...parts, job: true }, since: 0 });
    if (frame.job?.isRunning === false) return frame;
  }
}

test('optimizers run from the same first weights, each to the bits that it has alone', async () => {
  const session = await opened(DEFAULT), sgd = { name: 'sgd', learningRate: 0.1, options: {} } as const;
  await session.ask('compare', { optimizers: [DEFAULT.optimizer, sgd], epochs: 5 });
  const { compare, job } = await ended(session, { compare: true });
  assert.deepEqual([job?.what, job?.done, job?.of, job?.error], ['compare', 35, 35, undefined]);
  for (const [i, optimizer] of [DEFAULT.optimizer, sgd].entries()) {
    const alone = await opened({ ...DEFAULT, optimizer });
    await alone.ask('step', { steps: 35 });
    const one = compare?.contestants[i] ?? assert.fail();
    assert.deepEqual([one.steps, one.sha256, one.error], [35, await hashOf(alone), undefined]);
    assert.equal(one.step.at(-1), 35);
    assert.ok(one.at.every((time, point) => point === 0 || time >= one.at[point - 1]));
    await alone.close();
  }
  await session.ask('surface', { cells: 9 });
  const { surface = assert.fail() } = await ended(session, { surface: true });
  assert.ok(surface.directions === 'contestants' && surface.values.every(Number.isFinite));
  for (const { points } of surface.paths) assert.deepEqual([...points.slice(0, 2)], [0, 0]);
  assert.ok(Math.abs(surface.paths[0].points.at(-1) ?? NaN) < 1e-9); // the first axis leads to the first one's end
  await assert.rejects(
    session.ask('compare', { optimizers: [sgd], epochs: 5 }), /optimizers.length must be an integer from 2 to 4/);
  await session.close();
});

test('a surface about θ has J of the network in its middle; what runs can be stopped', async () => {
  const session = await opened(DEFAULT);
  await session.ask('step', { steps: 20 });
  await session.ask('surface', { cells: 3 });
  const { surface, scores } = await ended(session, { surface: true, scores: true });
  assert.equal(surface?.values[4], scores?.train.loss);
  assert.equal(surface?.directions, 'drawn');
  await session.ask('surface', { cells: 96 });
  await session.ask('stop', { what: 'surface' });
  const { job } = await ended(session, {});
  assert.equal(job?.error?.code, 'ERR_PAGE_STOPPED');
  await session.close();
});

test('functions of two variables: Newton is at the minimum of a quadratic in one step', async () => {
  const session = await opened(DEFAULT), { optimizer } = DEFAULT;
  const { ways, values, window } = await session.ask('descend', {
    function: 'quadratic', start: [5, 3], methods: [{ name: 'newton' }, { name: 'bfgs' }, optimizer], steps: 50,
    cells: 6,
  });
  assert.deepEqual([...ways[0].points], [5, 3, 0, 0]);
  assert.deepEqual([ways[0].f[0], ways[0].f[1], ways[0].hasArrived], [5 + 3 * 25 + 3 * 9, 5, true]);
  assert.ok(ways[1].hasArrived && !ways[2].hasArrived && ways[2].points.length === 2 * 51);
  assert.equal(values[0], 5 + 3 * 25 + 3 * 25); // at (−5, 5), the middle of the first cell
  assert.deepEqual(window, { left: -6, right: 6, low: -6, high: 6 });
  await session.close();
});

test('a ledger of other data holds by its table, or its address, and says what is missing without', async () => {
  const visitor = await opened(DEFAULT), table = { ...ofTable(TABLE, 9), seed: 5 };
  for (const [setting, data] of [
    [table, { table: TABLE }], [table, { address: `https://x/page/${printSetting(table)}` }],
    [OWN_POINTS, { address: printSetting(OWN_POINTS) }],
  ] as const) {
    const session = await opened(setting);
    await session.ask('step', { steps: 5 });
    const { bytes } = await session.ask('ledger', {}), hash = await hashOf(session);
    const without = await visitor.ask('verify', { ledger: bytes }).then(
      ({ verdict }) => (verdict.ok ? '' : verdict.message), (error: Error) => error.message);
    assert.match(without, /data must be (the x that it was trained on|those that the ledger is of)/);
    const verified = await visitor.ask('verify', { ledger: bytes, data });
    assert.deepEqual([verified.verdict.ok, verified.sha256], [true, hash]);
    const few = TABLE.split('\n').slice(0, 4).join('\n');
    await assert.rejects(visitor.ask('verify', { ledger: bytes, data: { table: few } }), /must have the \d+ rows/);
    await session.close();
  }
  await visitor.close();
});
