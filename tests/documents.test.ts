/**
 * The documents: that each entry has one, and that the links, paths, names and commands in them are true. What their
 * programs print is held by package.test.ts.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { readCommandLine } from '../scripts/command/readCommandLine.ts';
import { CONTRACT, coded, commands, documents, parts, proseOf } from './package/documents.ts';
import { described } from './scripts/described.ts';

const ROOT = new URL('..', import.meta.url);
const { scripts, exports: exported } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
};
/** Of the entries but the first: 'audit', 'constraints', … */
const entries = Object.keys(exported).map((key) => key.slice(2)).filter((name) => /^\w+$/.test(name));

const all = documents(), [readme] = all;

const MOST_README_LINES = 200;
const MOST_COLUMNS = 120;

test('each entry has a document, and so have figures and commands', () => {
  const folders = ['bench', 'scripts', 'scripts/fleet', 'scripts/page', ...entries.map((entry) => `lib/${entry}`)];
  const wanted = ['README.md', CONTRACT, ...folders.map((folder) => `${folder}/README.md`)];
  assert.deepEqual(all.map(({ path }) => path).sort(), wanted.sort());
});

test(`README is a door: at most ${MOST_README_LINES} lines`, () => {
  assert.ok(readme.text.split('\n').length - 1 <= MOST_README_LINES);
});

test(`no line has more than ${MOST_COLUMNS} characters, but of a table or of what is printed`, () => {
  for (const { path, text, blocks } of all) {
    const code = blocks.filter(({ language }) => language !== 'text').map((block) => block.code).join('');
    const prose = proseOf(text).split('\n').filter((line) => !line.startsWith('|'));
    const wide = [...prose, ...code.split('\n')].filter((line) => line.trimEnd().length > MOST_COLUMNS);
    assert.deepEqual([path, wide], [path, []]);
    const broken = prose.filter((line) => line.split('`').length % 2 === 0);
    assert.deepEqual([path, broken], [path, []], 'code that goes on in the next line');
  }
});

/** What a heading is called in a link. */
const anchorOf = (heading: string): string => (
  heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
);

interface Link {
  readonly from: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

const links: readonly Link[] = all.flatMap(({ path, text }) => (
  [...proseOf(text).matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => {
    const [file, anchor] = target.split('#');
    return { from: path, path: file === '' ? path : posix.join(posix.dirname(path), file), anchor };
  })
));

test('every link leads to a document, a picture, the licence or the changes, and to a heading that is there', () => {
  assert.ok(links.length > 30);
  for (const { from, path, anchor } of links) {
    const target = all.find((document) => document.path === path);
    const isFile = path.endsWith('.png') || ['LICENSE', 'CHANGELOG.md'].includes(path);
    assert.ok(target !== undefined || (isFile && existsSync(new URL(path, ROOT))), `${from} links ${path}`);
    if (anchor === undefined) continue;
    const headings = [...proseOf(target?.text ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));
    assert.ok(headings.includes(anchor), `${from} links ${path}#${anchor}`);
  }
});

test('README leads to every document', () => {
  const reached = links.filter(({ from }) => from === 'README.md').map(({ path }) => path);
  assert.deepEqual(all.map(({ path }) => path).filter((path) => path !== 'README.md' && !reached.includes(path)), []);
});

test('the paths that the documents name are there', () => {
  const paths = all.flatMap(({ path, text }) => (
    coded(text).filter((code) => /^(?:lib|bench|scripts|tests)\/[\w./-]+$/.test(code)).map((code) => ({ path, code }))
  ));
  assert.ok(paths.length > 10);
  for (const { path, code } of paths) assert.ok(existsSync(new URL(code, ROOT)), `${path}: ${code}`);
});

test('the names in the table of entries are exported by their entries, and no entry is missing', async () => {
  const rows = [...readme.text.matchAll(/^\| \[?`bitgrad\/?(\w*)`(?:\]\([\w./]+\))? \| (.*) \|$/gm)];
  assert.deepEqual(rows.map(([, entry]) => entry).sort(), ['', ...entries].sort());
  for (const [, entry, text] of rows) {
    const names = coded(text).flatMap((words) => words.split(' ')).filter((word) => /^\w+$/.test(word));
    const index = await import(`../lib/${entry === '' ? '' : `${entry}/`}index.ts`) as object;
    assert.ok(names.length > 0);
    assert.deepEqual([entry, names.filter((name) => !Object.hasOwn(index, name))], [entry, []]);
  }
});

const commandLines = await described();

test('the commands in the documents exist, and take the options they are given', () => {
  const npmsOwn = [
    'npm ci', 'npm cit', 'npm install bitgrad', 'npm ci --prefix tests/engines --ignore-scripts',
    'npm ci --prefix scripts/fleet --ignore-scripts', 'npm install bitgrad bullmq ioredis',
  ];
  const found = all.flatMap((document) => commands(document).map((command) => ({ path: document.path, command })));
  assert.ok(found.length > 50);
  for (const { path, command } of found.filter((each) => !npmsOwn.includes(each.command))) {
    const [line, name, words] = parts(command);
    if (line !== undefined) assert.ok(line in scripts, `${path}: ${command}`);
    if (name === 'bitgrad' || words.length === 0) continue;
    assert.ok(readCommandLine(commandLines.get(name) ?? assert.fail(name), words, {}), `${path}: ${command}`);
  }
});

test('scripts/README.md lists every command, once', () => {
  const { text } = all.find(({ path }) => path === 'scripts/README.md') ?? assert.fail();
  const listed = (row: RegExp): string[] => [...text.matchAll(row)].map(([, name]) => name).sort();
  const own = [...commandLines.keys()].flatMap((name) => /^bitgrad (.*)/.exec(name)?.slice(1) ?? []);
  assert.deepEqual(listed(/^\| `npx bitgrad ([\w-]+(?: \w+)?)` \|/gm), own.sort());
  const others = Object.keys(scripts).filter((name) => name !== 'prepack' && !/bitgrad\.ts/.test(scripts[name]));
  assert.deepEqual(listed(/^\| `npm (?:run )?([\w:-]+)` \|/gm), others.sort());
});
