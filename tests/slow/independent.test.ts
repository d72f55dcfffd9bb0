import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('a verifier that shares no code with lib recomputes all known answers, and trains to the hash', () => {
  const command = [...program('scripts/independent.ts'), '--demand'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  process.stdout.write(stdout);
  assert.deepEqual([status, stderr], [0, '']);
});
