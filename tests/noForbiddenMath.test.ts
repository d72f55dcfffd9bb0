import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, importsOf, sourceFiles, type SourceFile } from './helpers/source.ts';

const files = sourceFiles();

/** Correctly rounded or exact on every engine, by the language's own definition. */
const EXACT = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];

/** The witness may use the engine's functions: it is no part of the contract. */
const isWitness = ({ path }: SourceFile): boolean => path.startsWith('kernels/float64/');
const isEventLoop = ({ path }: SourceFile): boolean => path === 'core/eventLoop.ts';
const isOwn = ({ path }: SourceFile): boolean => path === 'core/ownProperty.ts';
const isThread = ({ path }: SourceFile): boolean => path === 'core/thread.ts';
const isPlatform = (file: SourceFile): boolean =>
  file.path === 'core/platform.ts' || isEventLoop(file) || isThread(file);
const isNode = ({ path }: SourceFile): boolean => path.startsWith('node/');

/** What is used of Math, by name; `Math` by itself or by a computed name is listed as it stands. */
function usesOfMath(code: string): string[] {
  const unpacking = /\{([^{}]*)\}\s*=\s*Math\b(?!\s*\.)/g;
  const unpacked = [...code.matchAll(unpacking)]
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.split(':')[0].trim())
    .filter((name) => name !== '');
  const rest = code.replace(unpacking, '');
  return [...unpacked, ...[...rest.matchAll(/\bMath\b\s*(?:\.\s*(\w+))?/g)].map(([whole, name]) => name ?? whole)];
}

/** Powers that are no literal power of two: `2 ** -24` is exact everywhere. */
function powers(code: string): string[] {
  const literal = /(?<![\w.)\]])-?2 \*\* -?\d+(?![\w.])/g;
  return code.split('\n').map((line) => line.trim()).filter((line) => line.replace(literal, '').includes('**'));
}

/** Fails with file and find for each file, the excepted ones aside, in which `find` finds something. */
function expectNone(
  find: (file: SourceFile) => readonly string[], isExcepted: (file: SourceFile) => boolean = () => false,
): void {
  assert.deepEqual(files.filter((file) => !isExcepted(file)).flatMap((file) =>
    find(file).map((found) => `lib/${file.path}: ${found}`)), []);
}

const matches = (pattern: RegExp) =>
  ({ code }: SourceFile): string[] => [...code.matchAll(pattern)].map(([found]) => found.trim());

test('what is blanked, and what stays', () => {
  assert.ok(files.length > 50);
  const sample = [
    'a(\'Math.exp\'); // Math.log', '/* Math.sin */ b = `Math.tan ${Math.cos(`${"Math.pow"}`)} }`;',
    'c = /Math.cbrt\\/["\']/g; d = e / Math.PI / f; g = {h: "\\"Date"};',
  ].join('\n');
  assert.deepEqual(usesOfMath(codeOf(sample)), ['cos', 'PI']);
  assert.equal(codeOf(sample).length, sample.length);
  assert.deepEqual(
    usesOfMath('const { fround, exp: e } = Math; const m = Math; Math["log"]'), ['fround', 'exp', 'Math', 'Math'],
  );
  assert.deepEqual(powers('a = 2 ** -24;\nb = 2 ** 32 + x ** 2;\nc = 2 ** n;\nd = 12 ** 3;'), [
    'b = 2 ** 32 + x ** 2;', 'c = 2 ** n;', 'd = 12 ** 3;',
  ]);
});

test('lib takes of Math what is exact or correctly rounded everywhere, and nothing else', () => {
  expectNone(({ code }) => usesOfMath(code).filter((name) => !EXACT.includes(name)), isWitness);
});

test('lib has no power but literal powers of two', () => {
  expectNone(({ code }) => powers(code), isWitness);
  expectNone(matches(/\*\*=/g));
});

test('random numbers, the witness\'s functions included, never come from the engine', () => {
  expectNone(({ code }) => usesOfMath(code).filter((name) => name === 'random'));
  expectNone(matches(/\bgetRandomValues\b|\brandomUUID\b/g));
});

test('lib looks at no clock, but to know when to yield', () =>
  expectNone(matches(/\bDate\b|\bperformance\b|\bhrtime\b/g), isEventLoop));

test('lib imports no package, and node:* in lib/node only', () => {
  expectNone((file) => importsOf(file).map(({ from }) => from).filter((from) => !from.startsWith('.')),
    (file) => isNode(file) || isThread(file)); // whose threads read sources by tsx, in a clone
  expectNone(matches(/\brequire\s*\(|\bprocess\s*\./g), isNode);
});

test('lib reads globals through its platform files and writes none', () => {
  expectNone(matches(/\bglobalThis\b[^\n]*/g), isPlatform);
  expectNone(matches(/\bglobalThis\b(?:\.\w+|\[[^\]]*\])+\s*(?:=(?!=)|\?\?=)|\bassign\(\s*globalThis/g));
  expectNone(matches(/\bdefineProperty\b[^\n]*/g), isOwn);
});

test('lib prints nothing but where verbose asks for it', () => {
  const isPlatform = ({ path }: SourceFile): boolean => path === 'core/platform.ts';
  const isVerbose = ({ path }: SourceFile): boolean => path === 'model/verbose.ts';
  expectNone(matches(/\bconsole\b/g), isPlatform);
  expectNone(matches(/\bstandardOutput\b/g), (file) => isPlatform(file) || isVerbose(file));
});
