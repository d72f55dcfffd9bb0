import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonOf, runFile } from './runScript.ts';

interface Method {
  readonly method: string;
  readonly isSecondOrder: boolean;
  readonly loss: number;
  readonly passes: number;
  readonly asLowAsAdam?: { readonly passes: number };
}

test('on both small networks a second-order method reaches a lower loss than Adam in fewer passes', async () => {
  const outcome = await runFile('scripts/secondOrder.ts', ['--quick', '--json']), { status, stderr } = outcome;
  assert.equal(status, 0);
  const outcomes = jsonOf(outcome) as { problem: string; methods: Method[] }[];
  assert.deepEqual(outcomes.map(({ problem }) => problem), ['3-2-3-2 network', 'regression 1-16-1']);
  for (const { problem, methods } of outcomes) {
    const [adam] = methods;
    assert.match(adam.method, /^Adam, rate /);
    const better = methods.filter(({ isSecondOrder, loss, asLowAsAdam }) =>
      isSecondOrder && loss < adam.loss && (asLowAsAdam?.passes ?? Infinity) < adam.passes);
    assert.ok(better.length > 0, `${problem}: ${stderr}`);
  }
});
