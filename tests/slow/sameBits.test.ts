import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { engines } from '../../scripts/sameBits/engines.ts';
import { bitgrad } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('every engine that is there has the bits expected, and those that are not are said to be skipped', () => {
  const { status, stdout, stderr } =
    spawnSync(process.execPath, bitgrad('same-bits'), { cwd: ROOT, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
  const absent = engines.filter((engine) => engine.find() === undefined);
  const skipped = stdout.split('\n').filter((line) => line.includes(': skipped, since it is not installed'));
  assert.deepEqual(skipped.map((line) => line.split(':')[0]), absent.map(({ name }) => name));
  const compared = stdout.split('\n').filter((line) => /(\d+) of \1 hashes are as expected/.test(line));
  assert.equal(compared.length, 4 * (engines.length - absent.length));
  process.stdout.write(stdout);
});

for (const threads of [2, 3, 7]) {
  const chosen = engines.filter((engine, i) => (i === 0 || threads === 2) && engine.find() !== undefined);
  const names = chosen.map(({ name }) => name);
  test(`${threads} threads have the bits of one: ${names.join(', ')}`, () => {
    const args = ['same-bits', '--threads', String(threads), '--engines', names.join()] as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, bitgrad(...args), { cwd: ROOT, encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.equal(stdout.match(/(\d+) of \1 hashes are as expected/g)?.length, 2 * names.length);
  });
}
