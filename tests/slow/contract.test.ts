import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LONG, knownAnswers } from '../../scripts/contract/vectors/all.ts';
import { FOLDER } from '../../scripts/contract/vectors/folder.ts';

test('all known answers of the contract are what runs now, the whole training among them', async () => {
  const name = `${LONG}.json`, bytes = (await knownAnswers()).get(name);
  const recorded = readFileSync(new URL(`../../${FOLDER}/${name}`, import.meta.url), 'utf8');
  assert.equal(new TextDecoder().decode(bytes), recorded);
});
