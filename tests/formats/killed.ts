/**
 * Training in processes that are killed.
 * @module
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Philox } from '../../lib/core/philox.ts';
import { bitgrad } from '../helpers/program.ts';
import { smallDigits } from '../scripts/smallData.ts';

const ROOT = new URL('../..', import.meta.url);
const STEPS = 900, DATA = smallDigits();
/** Fewer and smaller layers would be trained before anybody could kill them. */
const TRAINING = ['--epochs', '99', '--max-iterations', String(STEPS), '--batch-size', '64', '--save-every', '3'];

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/**
 * Runs `bitgrad train` until it ends or is killed so many milliseconds after training has begun; true where it was
 * killed.
 */
async function run(file: string, killAfter?: number): Promise<boolean> {
  const resume = existsSync(file) ? ['--resume', file] : [];
  const child = spawn(process.execPath, bitgrad('train', ...TRAINING, '--save', file, ...resume), {
    cwd: ROOT, env: { ...process.env, MNIST_DIR: DATA }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  child.stdout.on('data', (text: Buffer) => {
    const begins = text.includes('parameters\n'); // the network is shown
    if (killAfter !== undefined && begins) void sleep(killAfter).then(() => child.kill('SIGKILL'));
  });
  const signal = await closed;
  if (signal === null) assert.equal(child.exitCode, 0);
  return signal === 'SIGKILL';
}

/**
 * Kills training at so many seeded moments, resuming each time; it must end with the file of training that was never
 * killed. Returns how many kills hit.
 */
export async function checkKills(moments: number, seed: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), whole = join(folder, 'whole'), file = join(folder, 'parts');
  try {
    await run(whole);
    const random = new Philox(seed);
    let killed = 0;
    for (let i = 0; i < moments; i++) {
      if (await run(file, random.nextBelow(120))) killed++;
      else {
        assert.equal(sha256(file), sha256(whole), `after ${killed} kills of seed ${seed}`);
        rmSync(file);
      }
    }
    await run(file);
    assert.equal(sha256(file), sha256(whole), `after ${killed} kills of seed ${seed}`);
    return killed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
