import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the command with a PATH, and no MNIST. */
function run(path: string, ...args: readonly string[]) {
  const command = [...program('scripts/independent.ts'), ...args];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', env: { PATH: path } });
}

test('without python3 it says so and stops; where it is demanded, that is an error', () => {
  const { status, stdout, stderr } = run('');
  assert.deepEqual([status, stdout, stderr], [0, 'Skipped: python3 is not here.\n', '']);
  const demanded = run('', '--demand');
  assert.deepEqual([demanded.status, demanded.stdout], [3, '']);
  assert.match(demanded.stderr, /^npm run independent: python3 is not here/);
});

test('it tells that it makes the digits before it makes them', { skip: platform === 'win32' }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\n', { mode: 0o755 });
  const env = { PATH: folder, TMPDIR: folder };
  const child = spawn(process.execPath, program('scripts/independent.ts'), { cwd: ROOT, env });
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const [first] = await once(child.stdout, 'data') as [Buffer];
  assert.match(String(first), /^Makes the built-in digits, 50,000 images, .*\n$/);
});

test('a folder of MNIST that is not there is told before anything is done', () => {
  const { status, stdout, stderr } = run('', '--mnist', join(ROOT, 'none'));
  assert.deepEqual([status, stdout], [3, '']);
  const wanted = '--mnist must be a folder that can be read';
  assert.equal(stderr, `npm run independent: ${wanted}, got '${join(ROOT, 'none')}': there is no such folder\n`);
});

test('the verifier knows nothing of lib: it imports the standard library, NumPy and itself', () => {
  const folder = fileURLToPath(new URL('../independent', import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.py'));
  assert.ok(files.length > 1);
  const given = [
    'argparse', 'ast', 'base64', 'contextlib', 'functools', 'gzip', 'hashlib', 'json', 'math', 'numpy', 'operator',
    'pathlib', 're', 'sys', 'time', 'traceback', 'types',
  ];
  const known = new RegExp(`^(from \\.|(from|import) (${given.join('|')})\\b)`);
  for (const file of files) {
    const lines = readFileSync(`${folder}/${file}`, 'utf8').split('\n');
    const imports = lines.filter((line) => /^(from|import) /.test(line));
    for (const line of imports) assert.match(line.trim(), known, file);
  }
});
