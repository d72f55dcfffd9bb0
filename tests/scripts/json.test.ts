/**
 * What programs read of commands: the members of --json, which scripts/README.md lists.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dense, sequential } from '../../lib/index.ts';
import { engines } from '../../scripts/sameBits/engines.ts';
import { coded, documentAt } from '../package/documents.ts';
import { described } from './described.ts';
import { jsonOf, runScript } from './runScript.ts';
import { smallDigits } from './smallData.ts';

const [, section] = documentAt('scripts/README.md').text.split('\n## For programs\n');
/** Of each command the members that the document lists; those with a question mark may be absent. */
const rows = section.split('\n## ')[0].matchAll(/^\| `([\w-]+(?: \w+)?)` \| (.+) \|$/gm);
const listed = new Map([...rows].map(([, name, text]) => {
  const own = text.replace(/\([^)]*\)/g, '').split(':')[0]; // without members of members, and what is said of them
  return [name, coded(own)];
}));

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-json-'));
after(() => rmSync(folder, { recursive: true }));
const data = ['--data', smallDigits()], book = join(folder, 'run.ledger'), forged = join(folder, 'forged.ledger');

test('the document lists what every command of bitgrad prints', async () => {
  const names = [...(await described()).keys()].flatMap((name) => /^bitgrad (.*)/.exec(name)?.slice(1) ?? []);
  assert.deepEqual([...listed.keys()].sort(), names.sort());
});
const bare = join(folder, 'bare.json');
writeFileSync(bare, JSON.stringify(sequential([dense({ units: 1, inputShape: [2] })])));

/** One JSON value on stdout with the members listed, and the rest on stderr. */
async function expectMembers(status: number, name: string, ...words: readonly string[]): Promise<object> {
  const [first, ...rest] = name.split(' '), outcome = await runScript(first, ...rest, ...words, '--json');
  assert.equal(outcome.status, status, outcome.stderr);
  assert.ok(outcome.stdout.endsWith('}\n') && outcome.stderr.length > 0);
  const value = jsonOf(outcome) as object, members = listed.get(name) ?? assert.fail(name), given = Object.keys(value);
  assert.deepEqual(given.filter((member) => !members.includes(member) && !members.includes(`${member}?`)), []);
  assert.deepEqual(members.filter((member) => !member.endsWith('?') && !given.includes(member)), []);
  return value;
}

const QUICK = ['--epochs', '1', '--max-iterations', '3'];

for (const [name, ...words] of [
  ['train', ...data, ...QUICK, '--validation-split', '0.5', '--precision', '1e-9', '--ledger', book],
  ['train', ...data, ...QUICK, '--network', 'cnn'],
  ['addition', ...QUICK, '--batch-size', '8'],
  ['explain', '--report'],
  ['verify', book, ...data, '--steps', '2'],
  ['fleet verify', book, ...data, '--workers', '1'],
  ['fleet train', ...data, ...QUICK, '--workers', '1'],
  ['audit', ...data, ...QUICK, '--examples', '4'],
  ['compare', ...data, '--epochs', '1', '--examples', '32', '--optimizers', 'sgd'],
  ['convert', bare, join(folder, 'bare.keras')],
  ['minimize', 'newton'],
  ['product-loss'],
  ['taylor-newton'],
  ['same-bits', 'activation relu', '--engines', engines[0].name],
  ['bench', '--filter', '2-8-1 batch 4'],
]) {
  test(`bitgrad ${[name, ...words.filter((word) => !word.includes('/'))].join(' ')}: members as listed`, async () => {
    await expectMembers(0, name, ...words);
  });
}

test('a verdict that is no is JSON too, and ends with exit code 1', async () => {
  const other = await expectMembers(1, 'verify', book, ...data, '--normalize') as { ok: boolean; what: string };
  assert.deepEqual([other.ok, other.what], [false, 'data']);
});

test('where nothing came of it, stdout stays empty', async () => {
  writeFileSync(forged, 'no ledger');
  for (const [status, words] of [[3, [forged]], [2, [book, '--steps', '9']]] as const) {
    const outcome = await runScript('verify', ...words, ...data, '--json');
    assert.deepEqual([outcome.status, outcome.stdout], [status, '']);
  }
});
