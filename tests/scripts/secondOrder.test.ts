import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const SCRIPT = fileURLToPath(new URL('../../scripts/secondOrder.ts', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, ['--import', 'tsx', SCRIPT, ...args], { encoding: 'utf8' });

interface Method {
  readonly method: string;
  readonly isSecondOrder: boolean;
  readonly loss: number;
  readonly passes: number;
  readonly asLowAsAdam?: { readonly passes: number };
}

test('on both small networks a second-order method reaches a lower loss than Adam in fewer passes', () => {
  const { status, stdout } = run('--quick', '--json');
  assert.equal(status, 0);
  const outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { problem: string; methods: Method[] }[];
  assert.deepEqual(outcomes.map(({ problem }) => problem), ['3-2-3-2 network', 'regression 1-16-1']);
  for (const { problem, methods } of outcomes) {
    const [adam] = methods;
    assert.match(adam.method, /^Adam, rate /);
    const better = methods.filter(({ isSecondOrder, loss, asLowAsAdam }) =>
      isSecondOrder && loss < adam.loss && (asLowAsAdam?.passes ?? Infinity) < adam.passes);
    assert.ok(better.length > 0, `${problem}: ${stdout}`);
  }
});

test('an option that is none ends with code 2', () => {
  const { status, stderr } = run('--fast');
  assert.equal(status, 2);
  assert.match(stderr, /npm run second-order: .*--fast/);
});
