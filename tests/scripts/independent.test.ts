import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('without python3 it says so and stops; where it is demanded, that is an error', () => {
  const run = (...args: string[]) => {
    const command = [...program('scripts/independent.ts'), ...args];
    return spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', env: { PATH: '' } });
  };
  const { status, stdout, stderr } = run();
  assert.deepEqual([status, stdout, stderr], [0, 'Skipped: python3 is not here.\n', '']);
  const demanded = run('--demand');
  assert.deepEqual([demanded.status, demanded.stdout], [1, '']);
  assert.match(demanded.stderr, /^npm run independent: python3 is not here/);
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
