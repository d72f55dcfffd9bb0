/**
 * The files for TensorFlow.js and Keras are those that these have run (npm run test:exchange), byte for byte.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { activation, celu, dense, elu, gelu, softmax } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { writeTfjs } from '../../lib/exchange/index.ts';
import { TOLERANCE, nearness, readChecked, sha256Of } from './checked.ts';
import { filesOf } from './inLibraries.ts';
import { cases } from './onnx/cases.ts';

const checked = readChecked(), all = [...cases()];

for (const [library, { version, cases: rows }] of Object.entries(checked)) {
  test(`every layer is written as the bytes that ${library} ${version} has run, to what we predict`, () => {
    assert.ok(rows.length > 150 && rows.every(([, , difference]) => difference <= TOLERANCE));
    const wanted = new Map(rows.map(([id, sha256]) => [id, sha256]));
    for (const each of all) {
      const files = filesOf(library, each), expected = wanted.get(each.id);
      if (expected !== undefined) assert.equal(files && sha256Of(files), expected, each.id);
      wanted.delete(each.id);
    }
    assert.deepEqual([...wanted.keys()], []);
  });
}

test('nothing is written that a library has not run, but what the contract means otherwise', () => {
  for (const [library, { cases: rows }] of Object.entries(checked)) {
    const known = new Set(rows.map(([id]) => id));
    const others = all.filter((each) => filesOf(library, each) !== undefined && !known.has(each.id));
    const meant = library === 'keras' ? ['multiHeadAttention/attention mask'] : [];
    assert.deepEqual(others.map(({ id }) => id), meant, library);
  }
});

test('an activation that TensorFlow.js cannot load is refused by name, with those that it can', () => {
  for (const own of [celu(), elu({ alpha: 0.7 }), gelu({ approximate: true }), softmax({ axis: 1 })]) {
    const net = sequential([dense({ units: 2, inputShape: [3, 4] }), activation(own)]);
    const message = /'activation' must have an activation that TensorFlow\.js has: elu, .*, tanh, got '/;
    assert.throws(() => writeTfjs(net), { name: 'FormatError', message });
  }
});

test('nearness is the share of the largest value, and infinite for another length or NaN', () => {
  assert.equal(nearness([1, -4, NaN, Infinity], [1, -3, NaN, Infinity]), 0.25);
  assert.deepEqual([nearness([1], []), nearness([NaN], [1]), nearness([0.5], [0.25])], [Infinity, Infinity, 0.25]);
});

test('the document shows the script for Keras as it is run', () => {
  const document = readFileSync(new URL('../../lib/exchange/README.md', import.meta.url), 'utf8');
  const script = readFileSync(new URL('./loadIntoKeras.py', import.meta.url), 'utf8');
  assert.ok(document.includes(`\`\`\`python\n${script}\`\`\`\n`));
});
