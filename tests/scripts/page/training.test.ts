import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dense, digits, flatten, sequential, sgd } from '../../../lib/index.ts';
import { hashOf as hashOfTheta } from '../../../scripts/page/engine/hash.ts';
import { DATA, DEFAULT, type Setting } from '../../../scripts/page/setting.ts';
import { EXTENSION } from '../../helpers/program.ts';
import { runScript } from '../runScript.ts';
import { FEW_DIGITS, SETTINGS, TABLE, hashOf, ofTable, opened } from './opened.ts';

const LIB = new URL('../../../lib/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bitgrad-page-test-'));
after(() => rmSync(folder, { recursive: true }));

test('digits by the report\'s network come to the bits of fit, as bitgrad train has it', async () => {
  const session = await opened(FEW_DIGITS);
  await session.ask('step', { steps: 7 });
  await session.ask('epoch', {});
  const state = await session.ask('step', { steps: 13 });
  assert.deepEqual([state.steps, state.epoch, state.batch, state.isRunning], [23, 2, 3, false]);

  const { train } = digits({ seed: 0, train: 300, test: 0 });
  const model = sequential([
    flatten({ inputShape: [28, 28] }), ...[12, 12].map((units) => dense({ units, activation: 'relu' })),
    dense({ units: 10, activation: 'softmax' }),
  ], { seed: 0 });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(train.levels, train.y, { epochs: 3, maxIterations: 23 });
  assert.equal(await hashOf(session), hashOfTheta(model.theta));
  await session.close();
});

/** What a program of the page prints, with its imports from here. */
function printedBy(text: string): string {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, text.replaceAll(/from 'bitgrad(\/\w+)?'/g, (_, entry: string = '') => (
    `from '${new URL(`.${entry}/index${EXTENSION}`, LIB).href}'`)));
  const words = EXTENSION === '.ts' ? ['--import', import.meta.resolve('tsx'), file] : [file];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  return `${stdout.trim()}${stderr}`;
}

for (const [name, setting] of SETTINGS) {
  test(`${name}: a step back is exact, and program and command line come to the same bits`, async () => {
    const session = await opened(setting);
    await session.ask('step', { steps: 9 });
    const nine = await hashOf(session);
    await session.ask('step', { steps: 25 });
    const there = await hashOf(session);
    assert.equal((await session.ask('back', { steps: 25 })).steps, 9);
    assert.equal(await hashOf(session), nine);
    await session.ask('step', { steps: 27 });
    await session.ask('back', {});
    await session.ask('back', {});
    assert.equal(await hashOf(session), there);
    assert.equal((await session.ask('restart', {})).steps, 0);
    await session.ask('step', { steps: 34 });
    assert.equal(await hashOf(session), there);

    writeFileSync(join(folder, 'table.csv'), setting.data.kind === 'csv' ? setting.data.text ?? '' : '');
    const { program, command } = await session.ask('code', {});
    assert.equal(printedBy(program), there);
    const line = /^npx bitgrad train --setting '(.*)' --max-iterations 34$/;
    const [, address] = line.exec(command) ?? assert.fail(command);
    const { stdout, stderr } = await runScript('train', '--setting', address, '--max-iterations', '34');
    assert.ok(stdout.endsWith(`: ${there}\n`), stderr);
    await session.close();
  });
}

test('it trains on while others speak, and pauses after a step', async () => {
  const session = await opened(DEFAULT);
  assert.ok((await session.ask('run', {})).isRunning);
  for (let last = 0, turn = 0; turn < 5;) { // each frame is answered between slices, however slow the machine
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    const { state } = await session.ask('frame', { parts: {}, since: 0 });
    assert.ok(state.isRunning && state.steps >= last);
    if (state.steps > last) turn++;
    last = state.steps;
  }
  const { steps, isRunning } = await session.ask('pause', {});
  assert.ok(!isRunning);
  await new Promise((resolve) => { setTimeout(resolve, 30); });
  assert.equal((await session.ask('hash', {})).steps, steps);
  const reached = await hashOf(session);
  await session.ask('back', { steps: 3 });
  await session.ask('step', { steps: 3 });
  assert.equal(await hashOf(session), reached);
  const twin = await opened(DEFAULT);
  await twin.ask('step', { steps });
  assert.equal(await hashOf(twin), reached);
  for (const one of [session, twin]) await one.close();
});

test('a training that breaks off says why, and can be taken back', async () => {
  const optimizer = { name: 'sgd', learningRate: 100, options: {} } as const;
  const wild: Setting = { ...DEFAULT, data: DATA.sine, layers: [], optimizer };
  const session = await opened(wild), { isRunning, error, steps } = await session.ask('step', { steps: 500 });
  assert.deepEqual([isRunning, error?.code], [false, 'ERR_BITGRAD_NON_FINITE']);
  assert.ok(steps < 500);
  const back = await session.ask('restart', {});
  assert.deepEqual([back.steps, back.error], [0, undefined]);
  assert.equal((await session.ask('step', {})).steps, 1);
  await session.close();
});

const refused: readonly (readonly [what: string, setting: Setting, message: RegExp])[] = [
  ['an optimizer\'s option that there is not', {
    ...DEFAULT, optimizer: { name: 'sgd', learningRate: 0.1, options: { momentun: 0.9 } },
  }, /sgd: unknown option 'momentun'.*did you mean 'momentum'/],
  ['a table without its text', { ...DEFAULT, data: { kind: 'csv', text: undefined, sha256: '0'.repeat(64), test: 0 } },
    /data\.text must be that of the table with SHA-256 0{64}, got none/],
  ['another table', { ...DEFAULT, data: { kind: 'csv', text: TABLE, sha256: '0'.repeat(64), test: 0 } },
    /data\.sha256 must be that of the table, [0-9a-f]{64}, got 0{64}/],
  ['more held back than there are', ofTable(TABLE, 40), /data\.test must be below the number of examples, 40, got 40/],
  ['no points', { ...DEFAULT, data: { kind: 'points', points: [], test: 0 } },
    /data must leave at least one example to train on, got 0/],
  ['one class', ofTable('a,b\n1,x\n2,x', 0), /several classes in column 'b', got one, 'x'/],
];

for (const [what, setting, message] of refused) {
  test(`${what}: refused by name, and what was open stays`, async () => {
    const session = await opened(DEFAULT);
    await session.ask('step', { steps: 3 });
    await assert.rejects(session.ask('open', { setting }), message);
    assert.equal((await session.ask('hash', {})).steps, 3);
    await session.close();
  });
}

test('what is asked for before a setting is open, or is nothing, is refused', async () => {
  const { Session } = await import('../../../scripts/page/engine/session.ts'), session = new Session();
  await assert.rejects(session.ask('step', {}), /a setting must be opened first/);
  await assert.rejects(session.ask('stepp' as 'step', {}), /one of open, run, .*got 'stepp'; did you mean 'step'\?/);
});
