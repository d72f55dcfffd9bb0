import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { verifyLedger } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { ledgerFile } from '../../lib/node/index.ts';
import { program } from '../helpers/program.ts';
import { folderFor, inPieces, recordCalls, systemError } from './fileCalls.ts';

const TRAINING = fileURLToPath(new URL('trainsForEver.ts', import.meta.url));
/** What it trains on. */
const x = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), y = x.filter((_, i) => i % 2 === 0);

test('a process that is killed leaves a ledger that verifies as far as it goes, and is no whole one', async (t) => {
  const folder = folderFor(t), random = new Philox(6);
  for (let moment = 0; moment < 3; moment++) {
    const file = join(folder, `run${moment}`);
    const child = spawn(process.execPath, [...program(TRAINING), file], { stdio: ['ignore', 'ignore', 'inherit'] });
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
    const whole = bytes.lastIndexOf(10, bytes.length - 2) + 1;
    const torn = bytes.slice(0, whole + random.nextBelow(bytes.length - 1 - whole) + 1);
    const refused = await verifyLedger(torn, { x, y });
    assert.ok(!refused.ok && /torn/.test(refused.message), 'a line that was being written');
    assert.equal((await verifyLedger(torn, { x, y }, { allowIncomplete: true })).ok, true);
  }
});

test('it appends, and refuses a file that is there', (t) => {
  const folder = folderFor(t), file = join(folder, 'a');
  const write = ledgerFile(file);
  write(Uint8Array.of(1, 2));
  write(Uint8Array.of(3));
  assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
  assert.throws(() => ledgerFile(file), { code: 'EEXIST' });
  assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
  assert.throws(() => ledgerFile(join(folder, 'none', 'a')), { code: 'ENOENT' });
  assert.throws(() => ledgerFile(7 as never), { name: 'TypeError', message: 'ledgerFile: path must be a path, got 7' });
  const message = /^ledgerFile: lines must be a Uint8Array, got Float32Array of 2; new Uint8Array\(lines\.buffer/;
  assert.throws(() => write(Float32Array.of(1, 2) as never), { name: 'TypeError', message });
  rmSync(file);
  assert.throws(() => write(Uint8Array.of(4)), { code: 'ENOENT' }, 'a file that has gone is not begun anew');
});

test('the disk keeps the name of the file before it is returned, and the lines before each call returns', (t) => {
  const folder = folderFor(t), name = basename(folder), file = join(folder, 'a');
  const calls = recordCalls(t, { writeSync: inPieces });
  const write = ledgerFile(file);
  assert.deepEqual(calls.splice(0), ['open a', 'close a', `open ${name}`, `fsync ${name}`, `close ${name}`]);
  write(Uint8Array.of(1, 2, 3, 4, 5));
  assert.deepEqual(calls, ['open a', 'write a', 'write a', 'fsync a', 'close a']);
  assert.deepEqual([...readFileSync(file)], [1, 2, 3, 4, 5]);
});

test('after lines that could not be written none follow, and the first error stays the one thrown', (t) => {
  const folder = folderFor(t), file = join(folder, 'a');
  let written = 0;
  const calls = recordCalls(t, {
    writeSync: (own, descriptor, bytes, at) => {
      if (++written === 3) throw systemError('ENOSPC');
      return own(descriptor, bytes, at, 1);
    },
    closeSync: (own, descriptor) => {
      own(descriptor);
      if (written === 3) throw systemError(`EIO ${written++}`);
      return true;
    },
  });
  const write = ledgerFile(file);
  calls.splice(0);
  for (let attempt = 0; attempt < 2; attempt++) {
    assert.throws(() => write(Uint8Array.of(1, 2, 3, 4)), { code: 'ENOSPC' });
  }
  assert.deepEqual(calls, ['open a', 'write a', 'write a', 'write a', 'close a']);
  assert.deepEqual([...readFileSync(file)], [1, 2]);
});
