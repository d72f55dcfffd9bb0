/**
 * The table of lib/model/README.md of what users of Keras and TensorFlow.js type: each row is run.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as bitgrad from '../../lib/index.ts';
import * as losses from '../../lib/losses/index.ts';

const text = readFileSync(new URL('../../lib/model/README.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| `(.+)` \| `(.+)` \| (?:works|`(.+)`) \|$/gm)].map(([, ...cells]) => cells);

/** Runs an expression where the table says that it is. */
async function run(code: string): Promise<void> {
  const layer = bitgrad.dense({ units: 1, activation: 'sigmoid', inputShape: [2] });
  const model = bitgrad.sequential([layer]);
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
  const x = [[0, 0], [0, 1], [1, 0], [1, 1]], y = [0, 1, 1, 0];
  const batches = function* batches() { yield* [[x, y], [x, y]]; };
  const scope = { ...bitgrad, losses, model, x, y, batches };
  const body = new Function(...Object.keys(scope), `return (async () => (${code}))();`);
  await body(...Object.values(scope));
}

test('the table has many habits', () => {
  assert.ok(rows.length >= 50, String(rows.length));
});

for (const [theirs, here, message] of rows) {
  test(`${theirs} ${message === undefined ? 'works' : 'is refused with what to type'}`, async () => {
    await run(here);
    if (message === undefined) await run(theirs);
    else await assert.rejects(run(theirs), (error: Error) => {
      assert.match(error.message, /^\w+( \w+)?: /, 'not refused by a door');
      assert.ok(error.message.includes(message), error.message);
      return true;
    });
  });
}
