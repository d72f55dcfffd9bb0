import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { verifyLedger } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { ledgerFile } from '../../lib/node/index.ts';

const ROOT = new URL('../..', import.meta.url);

/** Trains for ever, under a ledger in a file. */
const program = (file: string): string => `
  import { dense, sequential, adam } from './lib/index.ts';
  import { ledger } from './lib/audit/index.ts';
  import { ledgerFile } from './lib/node/index.ts';
  const x = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), y = x.filter((_, i) => i % 2 === 0);
  const model = sequential([dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })]);
  model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  const book = ledger({ every: 3, checkpointBytes: 5000, write: ledgerFile(${JSON.stringify(file)}) });
  await model.fit(x, y, { epochs: 1e6, batchSize: 6, callbacks: [book] });
`;
const x = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), y = x.filter((_, i) => i % 2 === 0);

test('a process that is killed leaves a ledger that verifies as far as it goes, and is no whole one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), random = new Philox(6);
  try {
    for (let moment = 0; moment < 3; moment++) {
      const file = join(folder, `run${moment}`);
      const args = ['--import', 'tsx', '--input-type=module', '-e', program(file)];
      const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
      const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
      while (!existsSync(file) || statSync(file).size < 20_000) await sleep(20);
      const early = readFileSync(file);
      await sleep(random.nextBelow(60));
      child.kill('SIGKILL');
      await closed;
      const bytes = new Uint8Array(readFileSync(file));
      assert.deepEqual(bytes.subarray(0, early.length), new Uint8Array(early), 'what was written stays');
      assert.equal((await verifyLedger(bytes, { x, y })).ok, false);
      const verification = await verifyLedger(bytes, { x, y }, { allowIncomplete: true });
      assert.ok(verification.ok && verification.steps >= 3, JSON.stringify(verification));
      const whole = bytes.lastIndexOf(10, bytes.length - 2) + 1, torn = bytes.slice(0, whole + random.nextBelow(bytes.length - 1 - whole) + 1);
      const refused = await verifyLedger(torn, { x, y });
      assert.ok(!refused.ok && /torn/.test(refused.message), 'a line that was being written');
      assert.equal((await verifyLedger(torn, { x, y }, { allowIncomplete: true })).ok, true);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('it appends, and refuses a file that is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), file = join(folder, 'a');
  try {
    const write = ledgerFile(file);
    write(Uint8Array.of(1, 2));
    write(Uint8Array.of(3));
    assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
    assert.throws(() => ledgerFile(file), { code: 'EEXIST' });
    assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
    assert.throws(() => ledgerFile(join(folder, 'none', 'a')), { code: 'ENOENT' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
