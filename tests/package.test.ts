/**
 * The package as users get it, and what the programs in its documents print.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sourceFiles } from './helpers/source.ts';
import { CONTRACT, documentAt, documents } from './package/documents.ts';
import { ROOT, compile, installPacked, run } from './package/packed.ts';
import { runInTurn } from './scripts/runScript.ts';
import { bitgrad } from './helpers/program.ts';
import { engines } from '../scripts/sameBits/engines.ts';

const MANIFEST = './package.json';

/** Folders with an index that is for bitgrad itself. */
const INTERNAL = ['graph', 'plan', 'wasm'];

const { consumer, files, manifest, remove } = installPacked();
after(remove);

const entries = Object.keys(manifest.exports).filter((key) => key !== MANIFEST)
  .map((key) => key.replace(/^\./, 'bitgrad'));

const STRICT = {
  target: 'es2022', lib: ['es2022'], types: [], strict: true, skipLibCheck: false, noEmit: true,
  exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true, verbatimModuleSyntax: true, isolatedModules: true,
};

function writeConfig(name: string, compilerOptions: object, include: readonly string[]): void {
  writeFileSync(join(consumer, name), JSON.stringify({ compilerOptions, include }));
}

/** What commands read beside their code. */
const DATA = ['sameBits', 'minimizers', 'boundedMinimizers', 'derivativeFree']
  .map((name) => `tests/vectors/${name}.json`);

test('the package holds what a user needs and nothing else: code, types, and the sources that maps lead to', () => {
  const isOurs = (name: string): boolean => /^(?:dist|lib)\//.test(name);
  const ours = files.filter(isOurs), besides = files.filter((name) => !isOurs(name));
  const wanted = ['CHANGELOG.md', 'LICENSE', 'package.json', ...DATA, ...documents().map(({ path }) => path)];
  assert.deepEqual(besides, wanted.filter((path) => !path.startsWith('lib/')).sort());
  for (const name of ours.filter((file) => file.startsWith('dist/lib/'))) {
    assert.match(name, /^dist\/lib\/[\w/]+(?:\.d\.ts|\.js)(?:\.map)?$/);
  }
  assert.deepEqual(
    ours.filter((file) => /^lib\/.*\.ts$/.test(file)), sourceFiles().map(({ path }) => `lib/${path}`).sort(),
  );
  for (const name of ours.filter((file) => /^dist\/lib\/.*\.js$/.test(file))) {
    assert.ok(ours.includes(name.replace(/js$/, 'd.ts')), `${name} has types`);
  }
  for (const name of ours.filter((file) => file.endsWith('.map'))) {
    const { sources } = JSON.parse(installed(name)) as { readonly sources: readonly string[] };
    for (const source of sources) assert.ok(files.includes(posix.join(posix.dirname(name), source)), name);
  }
});

/** The text of a file of the package. */
function installed(path: string): string {
  return readFileSync(join(consumer, 'node_modules', 'bitgrad', path), 'utf8');
}

test('it asks for nothing: no dependency of any kind, and nothing that runs when it is installed', () => {
  for (const field of [
    'dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies',
    'gypfile',
  ]) {
    assert.equal(manifest[field], undefined, field);
  }
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
    assert.equal(manifest.scripts[script], undefined, script);
  }
});

test('every folder with an index is an entry, but those for bitgrad itself; its types and code are there', () => {
  const folders = readdirSync(join(ROOT, 'lib')).filter((name) =>
    existsSync(join(ROOT, 'lib', name, 'index.ts')) && !INTERNAL.includes(name));
  assert.deepEqual(Object.keys(manifest.exports), ['.', ...folders.sort().map((name) => `./${name}`), MANIFEST]);
  for (const [key, conditions] of Object.entries(manifest.exports)) {
    if (typeof conditions === 'string') continue;
    const at = (folder: string): object => {
      const path = `./dist/${folder}${key.slice(1)}/index`;
      return { types: `${path}.d.ts`, default: `${path}.js` };
    };
    assert.deepEqual(Object.entries(conditions), [ // who takes modules everywhere comes first
      ['module-sync', at('lib')], ['import', at('lib')], ['require', at('cjs')],
    ]);
    for (const path of Object.values(conditions['import'])) assert.ok(files.includes(path.replace('./', '')), path);
  }
});

test('a strict project without ambient types compiles against every entry, resolved as Node and as bundlers do', () => {
  const imports = entries.map((entry, i) => `import * as entry${i} from '${entry}';\n`).join('');
  writeFileSync(
    join(consumer, 'entries.ts'),
    `${imports}export const all: readonly object[] = [${entries.map((_, i) => `entry${i}`).join(', ')}];\n`,
  );
  writeFileSync(join(consumer, 'uses.ts'), `
    import { Callback, dense, sequential, sgd, type History, type Sequential } from 'bitgrad';
    import { readMnist } from 'bitgrad/node';
    import { Optimizer, type Step } from 'bitgrad/optimizers';

    export class Mine extends Optimizer {
      readonly slotNames = ['m'];
      applyDense(
        theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>,
        { learningRate }: Step,
      ): void {
        theta.forEach((value, i) => { theta[i] = value - learningRate * (gradient[i] ?? 0) + (slots['m']?.[i] ?? 0); });
      }
    }
    export class Quiet extends Callback {
      override onEpochEnd(epoch: number): void { if (epoch > 3) throw new Error(); }
    }
    const model: Sequential = sequential([dense({ units: 1, inputShape: [2] })]);
    model.compile({ optimizer: new Mine({ learningRate: 0.1 }), loss: 'meanSquaredError' });
    const options = { callbacks: [new Quiet()], signal: { aborted: false } };
    export const history: Promise<History> = readMnist('data').then(({ train: { x, y } }) => model.fit(x, y, options));
    // @ts-expect-error a misspelt option
    dense({ unit: 3 });
    // @ts-expect-error a word where a number belongs
    sgd({ learningRate: 'fast' });
    // @ts-expect-error theta is no array of numbers
    export const numbers: number[] = model.theta;
  `);
  for (const [name, options] of [
    ['nodenext', { module: 'nodenext' }], ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ] as const) {
    writeConfig(`${name}.json`, { ...STRICT, ...options }, ['entries.ts', 'uses.ts']);
    compile(consumer, `${name}.json`);
  }
});

test('every entry can be imported in plain Node; doing so prints nothing and leaves all globals as they were', () => {
  writeFileSync(join(consumer, 'imports.js'), `
    // Names only: under symbols Node keeps what it loads late.
    const standard = () => Object.getOwnPropertyNames(globalThis).flatMap((key) => {
      const { value } = Object.getOwnPropertyDescriptor(globalThis, key);
      const inner = (object) => Reflect.ownKeys(object).map((name) =>
        [object, name, Object.getOwnPropertyDescriptor(object, name).value]);
      const isOpen = (thing) => typeof thing === 'function'
        || (typeof thing === 'object' && thing !== null && thing !== globalThis);
      return [
        [globalThis, key, value],
        ...(isOpen(value) ? inner(value) : []), ...(isOpen(value?.prototype) ? inner(value.prototype) : []),
      ];
    });
    const before = standard();
    const counts = [];
    for (const entry of ${JSON.stringify(entries)}) counts.push(Object.keys(await import(entry)).length);
    const now = standard();
    const changed = now.length !== before.length
      || now.some((item, i) => item.some((part, j) => !Object.is(part, before[i][j])));
    process.stdout.write(JSON.stringify({ counts, changed }));
  `);
  const { counts, changed } =
    JSON.parse(run(process.execPath, ['imports.js'], consumer)) as { counts: number[]; changed: boolean };
  assert.equal(changed, false);
  assert.equal(counts.length, entries.length);
  assert.ok(counts.every((count) => count > 0), `names an entry: ${counts.join(', ')}`);
});

test('who requires it gets what who imports it gets', () => {
  writeFileSync(join(consumer, 'required.cjs'), `
    const { dense, Layer } = require('bitgrad');
    const { name } = require('bitgrad/package.json');
    import('bitgrad').then((imported) => console.log(name, imported.dense === dense, imported.Layer === Layer));
  `);
  assert.equal(run(process.execPath, ['--no-warnings', 'required.cjs'], consumer), 'bitgrad true true\n');
});

test('what is no entry cannot be imported', () => {
  const names = ['core', 'wasm', 'dist/lib/index.js', 'kernels/reference/index.js', 'lib/index.ts'].map((name) =>
    `bitgrad/${name}`);
  const program = `
    const outcome = (name) => import(name).then(() => 'open', ({ code }) => code);
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(names)}.map(outcome))));
  `;
  const outcomes =
    JSON.parse(run(process.execPath, ['--input-type=module', '-e', program], consumer)) as readonly string[];
  assert.deepEqual(outcomes, names.map(() => 'ERR_PACKAGE_PATH_NOT_EXPORTED'));
});

/** The command of the package, run in a folder. */
const COMMAND = pathToFileURL(join(consumer, 'node_modules', 'bitgrad', 'dist', 'scripts', 'bitgrad.js')).href;

test('npx bitgrad trains in an empty folder, and its ledger is verified there', async () => {
  const empty = join(consumer, 'empty');
  mkdirSync(empty);
  const quick = ['--epochs', '1', '--max-iterations', '20', '--ledger', 'run.ledger'];
  const trained = run('npx', ['--no', 'bitgrad', 'train', ...quick], empty, { MNIST_DIR: '', NO_COLOR: '1' });
  assert.match(trained, /\nFor the real MNIST: npx bitgrad download-mnist, then npx bitgrad train --data /);
  assert.match(trained, /\nThe ledger of its steps: run\.ledger; npx bitgrad verify run\.ledger does them again\.\n/);
  const [version, help, verified, report, bits, bench, minimize] = await runInTurn([
    ['--version'], ['--help'], ['verify', join(empty, 'run.ledger')], ['explain', '--report'],
    ['same-bits', 'activation relu', '--engines', engines[0].name], ['bench', '--filter', '2-8-1 batch 4'],
    ['minimize', 'newton'],
  ].map((words) => [COMMAND, words]));
  for (const { status, stderr } of [version, help, verified, report, bits, bench, minimize]) {
    assert.deepEqual([status, stderr], [0, '']);
  }
  assert.equal(version.stdout, `${manifest['version']}\n`);
  assert.match(help.stdout, /^npx bitgrad COMMAND \[options\]\n/);
  assert.match(verified.stdout, /^Verified: all 20 steps of this training on digits, /);
  assert.match(report.stdout, /0\.2 · 1 · 4\.2 · 1 · 2\.5 · 1 · 0\.3 = 0\.63/);
  assert.equal(bits.stdout.match(/ 8 of 8 hashes are as expected\n/g)?.length, 4);
  assert.match(bench.stdout, /\n2-8-1 batch 4 .* yes\n/);
  assert.match(minimize.stdout, /on \d+ of 41/);
});

/** What esbuild, which tsx brings along, makes of a program. */
function bundle(program: string): string {
  writeFileSync(join(consumer, 'bundle.js'), program);
  const { buildSync } = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild') as {
    buildSync: (options: object) => { outputFiles: { text: string }[] };
  };
  return buildSync({
    entryPoints: [join(consumer, 'bundle.js')], bundle: true, format: 'esm', write: false, logLevel: 'silent',
  }).outputFiles[0].text;
}

test('a bundle holds only what is used, without anything of Node', () => {
  const whole = bundle(`export * from 'bitgrad';`);
  assert.doesNotMatch(whole, /\bfrom\s*"node:|require\(/);
  const nothing = bundle(`import 'bitgrad';`).replace(/^\/\/.*$/gm, '').trim();
  assert.equal(nothing.slice(0, 100), '');
  const optimizer = bundle(`export { sgd } from 'bitgrad';`);
  assert.match(optimizer, /\bapplyDense\b/);
  for (const word of ['kernelInitializer', 'GLYPHS', 'trainOnBatch', 'adadelta']) {
    assert.deepEqual([word, whole.includes(word), optimizer.includes(word)], [word, true, false]);
  }
});

const all = documents(), readme = documentAt('README.md');
const programs = all.flatMap(({ path, blocks }) => (
  blocks.filter(({ language }) => language === 'ts').map((block) => ({
    ...block, title: `${path}:${block.line}`, file: `${path.replace(/\W/g, '_')}_${block.line}`,
  }))
));

test('the programs in the documents compile against the package and print what they say', async (t) => {
  mkdirSync(join(consumer, 'documents'));
  for (const { code, file } of programs) writeFileSync(join(consumer, 'documents', `${file}.ts`), code);
  const types = { typeRoots: [join(ROOT, 'node_modules', '@types')], types: ['node'] };
  const places = { outDir: 'compiled', rootDir: 'documents' };
  const options = { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: true, ...places, ...types };
  writeConfig('documents.json', options, ['documents']);
  compile(consumer, 'documents.json');
  const files = programs.map(({ file }) => pathToFileURL(join(consumer, 'compiled', `${file}.js`)).href);
  const outcomes = await runInTurn(files.map((file) => [file, []]));
  for (const [i, { title, output }] of programs.entries()) {
    await t.test(title, () => {
      const { status, stdout, stderr } = outcomes[i];
      assert.deepEqual([status, stderr], [0, '']);
      if (output !== undefined) assert.equal(stdout, output);
    });
  }
  for (const { path } of all.filter((document) => /^(?:README|lib)/.test(document.path))) {
    assert.ok(programs.some(({ title }) => title.startsWith(path)), `${path} has no program`);
  }
});

/** What the examples end with. */
const STORIES: Readonly<Record<string, RegExp>> = {
  'images.ts': /\nIt reads (?:[6-9]\d|100) % of 200 images that it has not seen\.\n$/,
  'stream.ts': /\nafter \d+ values the error is 0\.05\d\n(?: +o {2}came\n +x {2}was expected\n){4}$/,
  'tabular.ts': /^It finds [5-9]\d % of those who leave; area under the curve 0\.[789]\d\d\.\n$/,
};
const MOST_STORY_LINES = 40;

test('the examples compile as strictly as a user may ask, run, and tell their story in few lines', async (t) => {
  cpSync(join(ROOT, 'scripts', 'examples'), join(consumer, 'examples'), { recursive: true });
  cpSync(join(consumer, 'examples', 'data'), join(consumer, 'stories', 'data'), { recursive: true });
  const types = { typeRoots: [join(ROOT, 'node_modules', '@types')], types: ['node'] };
  const options = { ...STRICT, skipLibCheck: true, noEmit: false, module: 'nodenext', outDir: 'stories', ...types };
  writeConfig('examples.json', { ...options, rootDir: 'examples' }, ['examples']);
  compile(consumer, 'examples.json');
  const names = readdirSync(join(ROOT, 'scripts', 'examples')).filter((name) => name.endsWith('.ts'));
  assert.deepEqual(names.sort(), Object.keys(STORIES));
  const files = names.map((name) => pathToFileURL(join(consumer, 'stories', name.replace('.ts', '.js'))).href);
  const outcomes = await runInTurn(files.map((file) => [file, []]));
  for (const [i, name] of names.entries()) {
    await t.test(name, () => {
      const { status, stdout, stderr } = outcomes[i];
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, STORIES[name]);
      const lines = readFileSync(join(ROOT, 'scripts', 'examples', name), 'utf8').split('\n').length - 1;
      assert.ok(lines <= MOST_STORY_LINES, String(lines));
    });
  }
});

/** Blocks that show what is printed by no program before them. */
const shown = all.filter(({ path }) => path !== CONTRACT).flatMap(({ path, blocks }) => {
  const outputs = blocks.map(({ output }) => output);
  return blocks.filter(({ language, code }) => language === 'text' && !outputs.includes(code))
    .map((block) => ({ path, ...block }));
});

/** What `bitgrad train` prints. */
function start(data: string, ...options: readonly string[]): string {
  return run(process.execPath, bitgrad('train', ...options), ROOT, { MNIST_DIR: data });
}

test('bitgrad train ends with the SHA-256 that README shows', () => {
  const [end, ...others] = shown, printed = start('').replace(/ +$/gm, '');
  assert.deepEqual([end.path, others], ['README.md', []]);
  assert.ok(printed.endsWith(end.code), `README must show what stands at the end of\n${printed}`);
});

const MNIST_DIR = process.env.MNIST_DIR;

test('MNIST gives what the documents state for seed 0', { skip: MNIST_DIR ? false : 'MNIST_DIR is not set' }, () => {
  const { parametersSha256, testAccuracy } =
    JSON.parse(start(MNIST_DIR ?? '', '--json').trimEnd().split('\n').at(-1) ?? '') as
      { readonly parametersSha256: string; readonly testAccuracy: number };
  const row = `| 0 | ${testAccuracy.toFixed(4)} | \`${parametersSha256.slice(0, 12)}\` |`;
  assert.ok(documentAt('scripts/README.md').text.includes(row), `scripts/README.md must state ${row}`);
  assert.ok(readme.text.includes(`reads ${(100 * testAccuracy).toFixed(2)} % of the test`));
});

/**
 * The comment that says what a file is for. An empty line must follow it: else the compiler drops both with an import.
 */
const MODULE = /^\/\*\*[^]*?\*\/\n/;

test('what a file is for is told by its declarations too', () => {
  const told = sourceFiles().map(({ path, text }) => ({ path, comment: MODULE.exec(text)?.[0] ?? '' }))
    .filter(({ comment }) => comment.includes('@module'));
  assert.ok(told.length > 300);
  const declarations = (path: string): string => installed(`dist/lib/${path.replace(/ts$/, 'd.ts')}`);
  const lost = told.filter(({ path, comment }) => !declarations(path).startsWith(comment)).map(({ path }) => path);
  assert.deepEqual(lost, [], 'files of lib whose comment is not followed by an empty line');
});
