/**
 * The list of the report's chapters in scripts/README.md: what its commands print.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { coded, documentAt } from '../package/documents.ts';
import { runInTurn } from './runScript.ts';

const ROOT = new URL('../..', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  scripts: Readonly<Record<string, string>>,
};

const TITLE = 'The report, chapter by chapter\n';
const section = documentAt('scripts/README.md').text.split('\n## ').find((part) => part.startsWith(TITLE))
  ?? assert.fail();
const [, short] = coded(section.split('\n<!--')[0]);
const ROW = /^\| (.+) \| (.+) \| (`npm .+`|r) \| (.+) \|$/gm;
const rows = [...section.matchAll(ROW)].map(([, chapter, what, command, prints]) => (
  { name: `${chapter}, ${what}`, command: command === 'r' ? short : coded(command)[0], prints: coded(prints) }
));

/** The file and the arguments of `npm run NAME -- ARGUMENTS`. */
function parts(command: string): readonly [file: string, args: readonly string[]] {
  const [npm, ...words] = command.split(' '), name = words[0] === 'run' ? words[1] : words[0];
  assert.equal(npm, 'npm');
  return [
    /(\S+\.ts)/.exec(scripts[name])?.[1] ?? assert.fail(command), words.slice(words.indexOf('--') + 1 || words.length),
  ];
}

const commands = [...new Set(rows.map(({ command }) => command))], outcomes = await runInTurn(commands.map(parts));

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
