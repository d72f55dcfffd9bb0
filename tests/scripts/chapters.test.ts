/**
 * The list of the report's chapters in scripts/README.md: what its commands print.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coded, documentAt } from '../package/documents.ts';
import { runInTurn } from './runScript.ts';

const TITLE = 'The report, chapter by chapter\n';
const section = documentAt('scripts/README.md').text.split('\n## ').find((part) => part.startsWith(TITLE))
  ?? assert.fail();
const [, short] = coded(section.split('\n<!--')[0]);
const ROW = /^\| (.+) \| (.+) \| (`npx bitgrad .+`|r) \| (.+) \|$/gm;
const rows = [...section.matchAll(ROW)].map(([, chapter, what, command, prints]) => (
  { name: `${chapter}, ${what}`, command: command === 'r' ? short : coded(command)[0], prints: coded(prints) }
));

const commands = [...new Set(rows.map(({ command }) => command))];
const outcomes = await runInTurn(
  commands.map((command) => ['scripts/bitgrad.ts', command.split(' ').slice(2)]), // without `npx bitgrad`
);

test('every row names what its command prints', () => {
  assert.ok(rows.length >= 25 && rows.every(({ prints }) => prints.length > 0));
  for (const { status, stderr } of outcomes) assert.deepEqual([status, stderr], [0, '']);
});

for (const { name, command, prints } of rows) {
  test(`${command}: ${name}`, () => {
    const { stdout } = outcomes[commands.indexOf(command)], flat = stdout.replace(/\n +/g, ' ');
    for (const text of prints) assert.ok(stdout.includes(text) || flat.includes(text), text);
  });
}
