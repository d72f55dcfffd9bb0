import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { add, exp, formula, mul, negate } from '../../lib/formula/index.ts';
import { activations } from '../../lib/layers/index.ts';
import { losses } from '../../lib/losses/index.ts';
import { metrics } from '../../lib/metrics/index.ts';
import { brief } from '../../scripts/catalogue/brief.ts';
import { marked } from '../../scripts/catalogue/docstring.ts';
import { embedded, inserted } from '../../scripts/catalogue/readme.ts';
import { catalogue } from '../../scripts/catalogue/table.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the README has the table as it is made now (npm run catalogue -- --write)', () => {
  assert.equal(embedded(readme), catalogue());
});

test('the table has a row for all that can be named, and formulas as they are computed', () => {
  const rows = catalogue().split('\n');
  for (const name of [...Object.keys(activations), ...Object.keys(losses), ...Object.keys(metrics), 'prelu']) {
    assert.ok(rows.some((row) => row.includes(`| \`${name}\` |`)), name);
  }
  assert.ok(rows.some((row) => row.startsWith('| activation | `leakyRelu` | 0.3 · z if z < 0, else z | alpha 0.3 |')));
  assert.ok(rows.some((row) => row.startsWith('| loss | `hinge` | Σ (0 if t < 0, else t) / outputs, where t = 1 − y · a |')));
});

test('what a formula uses twice is named, if it is more than one operation; numbers are short', () => {
  const program = formula({ name: 'test', arrays: ['x', 'y'], define: ({ x }) => {
    const e = exp(negate(x));
    return { y: mul(add(e, 0.1), add(mul(negate(x), Math.fround(1e-7)), e)) };
  } });
  assert.equal(brief(program), '(t + 0.1) · (−x · 1e-7 + t), where t = exp(−x)');
});

test('marked lines are read from the docstring of the export that the file is named for', () => {
  assert.deepEqual(marked('losses', 'huber'), { Default: 'delta 1', Source: 'Huber 1964; as in Keras 3 (Keras 2.2.4 has none).' });
  assert.throws(() => marked('losses', 'none'), /lib\/losses\/none\.ts must be there/);
});

test('another table takes the place of the one before, between the comments', () => {
  assert.equal(embedded(inserted(readme, 'another')), 'another');
  assert.equal(inserted(inserted(readme, 'another'), embedded(readme)), readme);
  assert.throws(() => embedded('# nothing'), /must have the comments/);
});
