import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import { importsOf, sourceFiles, textFiles, type SourceFile } from './helpers/source.ts';

/**
 * The folders of lib, ground up. A file imports from its own folder and from ranks below, types included: never upward,
 * nor sideways. What nothing else is built on, lib/node, stands on top.
 */
const RANKS: readonly (readonly string[])[] = [
  ['core'],
  ['formula', 'wasm'],
  ['kernels'],
  ['linalg', 'random'],
  ['data'], // splits and augmentation draw
  ['initializers', 'losses', 'optimizers', 'regularizers', 'constraints'],
  ['layers', 'metrics'], // layers have initializers, and what a metric measures depends on the loss
  ['graph'],
  ['plan'],
  ['model'],
  ['curvature', 'lean'],
  ['minimizers'],
  ['formats'],
  ['exchange'],
  ['audit'],
  ['worker'],
  ['node', 'index.ts'],
];

const MOST_LINES = 300;
const MOST_FUNCTION_LINES = 60;
const MOST_COLUMNS = 120;

const files = sourceFiles();

const folderOf = (path: string): string => path.split('/')[0];
const rankOf = (path: string): number => RANKS.findIndex((folders) => folders.includes(folderOf(path)));

/** The file of lib that an import means. */
function resolved({ path }: SourceFile, from: string): string {
  return posix.normalize(posix.join(posix.dirname(path), from));
}

test('every folder of lib has a rank', () => {
  assert.deepEqual(files.map(({ path }) => path).filter((path) => rankOf(path) < 0), []);
});

test('imports go down the ranks, or stay within a folder', () => {
  const wrong = files.flatMap((file) => importsOf(file)
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) => resolved(file, from))
    .filter((target) => folderOf(target) !== folderOf(file.path) && rankOf(target) >= rankOf(file.path))
    .map((target) => `lib/${file.path} imports ${target}`));
  assert.deepEqual(wrong, []);
});

test('every relative import names a file that is there', () => {
  const known = new Set(files.map(({ path }) => path));
  const wrong = files.flatMap((file) => importsOf(file)
    .filter(({ from }) => from.startsWith('.') && !known.has(resolved(file, from)))
    .map(({ from }) => `lib/${file.path}: ${from}`));
  assert.deepEqual(wrong, []);
});

test('no file imports itself by way of others, types included', () => {
  const imports = new Map(files.map((file) => [file.path, importsOf(file).map(({ from }) => resolved(file, from))]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  assert.deepEqual(cycles, []);
});

test(`no file has more than ${MOST_LINES} lines`, () => {
  assert.deepEqual(files.map(({ path, text }) => [path, text.split('\n').length - 1] as const).filter(([, lines]) =>
    lines > MOST_LINES), []);
});

test(`no line has more than ${MOST_COLUMNS} characters`, () => {
  const all = ['lib', 'scripts', 'bench', 'tests'].flatMap((folder) =>
    textFiles(folder).map(({ path, text }) => ({ path: `${folder}/${path}`, text })));
  assert.ok(all.length > 400);
  const wide = all.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (line.length > MOST_COLUMNS ? [`${path}:${i + 1}`] : [])));
  assert.deepEqual(wide, []);
});

const FUNCTION_START =
  /^\s*(?:export )?(?:async )?function\b|^\s+(?:(?:static|override|async|get|set) )*\*?#?\w+(?:<.*>)?\(.*\{$|=> \{$/;
const STATEMENT = /^\s*(?:if|for|while|switch|catch|return|else|do|try)\b/;

/** Functions by their first line and length: indentation tells where one ends. */
function functionLengths(code: string): { readonly line: number; readonly length: number }[] {
  const lines = code.split('\n');
  const indent = (line: string): number => line.search(/\S/);
  return lines.flatMap((line, start) => {
    if (!FUNCTION_START.test(line) || STATEMENT.test(line)) return [];
    const end = lines.findIndex((other, i) =>
      i > start && indent(other) === indent(line) && other.trimStart().startsWith('}'));
    return end < 0 ? [] : [{ line: start + 1, length: end - start + 1 }];
  });
}

test(`no function has more than ${MOST_FUNCTION_LINES} lines`, () => {
  const sample = [
    'function a(', '  b: number,', '): void {', '  c();', '}',
    'class D {', '  async #e<T>(f: T): Promise<void> {', '    if (g) {', '    }', '  }', '}',
    'const h = () => {', '};',
  ].join('\n');
  assert.deepEqual(functionLengths(sample), [{ line: 1, length: 5 }, { line: 7, length: 4 }, { line: 12, length: 2 }]);
  const lengths = files.flatMap(({ path, code }) =>
    functionLengths(code).map(({ line, length }) => ({ place: `lib/${path}:${line}`, length })));
  assert.ok(lengths.length > 300);
  assert.deepEqual(lengths.filter(({ length }) => length > MOST_FUNCTION_LINES), []);
});

/** Imports, exports, names of a list as a type, and the list itself: an object of names. */
const LISTING = new RegExp([
  /^(?:import|export)(?: type)? (?:\{[^}]*\}|\*|\* as \w+) from\s*;/, /^export \{[^}]*\};/, /^export type \w+ =[^;]*;/,
  /^export const \w+: Readonly<Record<[^;]*>> = \{[\w\s,]*\};/,
].map(({ source }) => source).join('|'), 'gm');

test('the index of a folder only lists', () => {
  const indexes = files.filter(({ path }) => posix.basename(path) === 'index.ts');
  assert.ok(indexes.length > 10);
  assert.deepEqual(
    indexes.map(({ path, code }) => [path, code.replace(LISTING, '').trim()]).filter(([, rest]) => rest !== ''), [],
  );
});
