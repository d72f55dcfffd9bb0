/**
 * The ways of loading bitgrad: what a user writes, and what is run.
 * @module
 */
import { documentAt } from './documents.ts';
import {
  TELL, asCommonJs, asModule, asScript, startingThreads, startingWorker, startingWorkerByRequire,
} from './training.ts';
import { versions } from './versions.ts';

/** A way that ends in a command. */
export interface Way {
  readonly name: string;
  /** What lies in the user's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** A line each: a Node or a tool of `tests/package/package.json`, then what it is given. */
  readonly commands: readonly string[];
  /** What is printed, where that is not θ: all of it, or what it matches. */
  readonly prints?: RegExp | string;
}

export const NODES: readonly string[] = ['node-20.0', 'node-20.19', 'node-22.12', 'node-24'];
/** The Node that tools run on. */
export const NEWEST = 'node-24';

const MODULE = { 'main.mjs': asModule() }, COMMON_JS = { 'main.cjs': asCommonJs() };
const SAME = `import('bitgrad').then((imported) => { if (imported.dense === dense) ${TELL} });`;
const OTHERS = `import('bitgrad').then((imported) => {
  try { imported.sequential([dense({ units: 1, inputShape: [2] })]); } catch (error) { console.log(error.message); }
});`;
const TWO_COPIES = /layers\[0\].* another copy of bitgrad/;

const inNode: readonly Way[] = NODES.flatMap((node) => [
  { name: `${node}, import`, files: MODULE, commands: [`${node} main.mjs`] },
  { name: `${node}, require`, files: COMMON_JS, commands: [`${node} --no-warnings main.cjs`] },
  node === 'node-20.0'
    ? {
      name: `${node}, require and import mixed, which are two copies there: the error says so`,
      files: { 'main.cjs': asCommonJs(OTHERS) }, commands: [`${node} main.cjs`], prints: TWO_COPIES,
    }
    : {
      name: `${node}, require and import mixed: one copy`,
      files: { 'main.cjs': asCommonJs(SAME) }, commands: [`${node} --no-warnings main.cjs`],
    },
]);

const THREADS = `import { Worker } from 'node:worker_threads';
new Worker(new URL('./worker.mjs', import.meta.url));
new Worker(new URL('./worker.cjs', import.meta.url));
`;

const TYPED = `const layer: Layer = dense({ units: 1 });
// @ts-expect-error a misspelt option
export const misspelt = (): Layer => dense({ unit: 3 });
if (!(layer instanceof Layer)) throw new Error('dense must make a Layer');
`;
const IMPORTS = `import { Layer, dense, sequential, sgd } from 'bitgrad';\nimport { save } from 'bitgrad/formats';\n`;
const REQUIRES = `import bitgrad = require('bitgrad');\nimport formats = require('bitgrad/formats');\n`
  + `const { Layer, dense, sequential, sgd } = bitgrad, { save } = formats;\ntype Layer = bitgrad.Layer;\n`;
/** What follows the import that a program begins with. */
const rest = (program: string): string => program.slice(program.indexOf('\n') + 1);
const USED = `${TYPED}save(model);\n`;

function typescript(compiler: string, module: string): Way[] {
  const options = {
    module, target: 'es2022', lib: ['es2022', 'dom'], strict: true, types: [], skipLibCheck: false,
    ...(module === 'esnext' && { moduleResolution: 'bundler' }),
  };
  const way = (kind: string, file: string, program: string): Way => ({
    name: `${compiler}, module ${module}, ${kind}`,
    files: { [file]: program, 'tsconfig.json': JSON.stringify({ compilerOptions: options, include: [file] }) },
    commands: [`${compiler} -p .`, `${NEWEST} --no-warnings ${file.replace('ts', 'js')}`],
  });
  const modules = way('an ES module', 'main.mts', IMPORTS + rest(asModule(TELL)) + USED);
  if (module === 'esnext') return [modules];
  return [
    modules, way('a CommonJS file, import', 'main.cts', IMPORTS + rest(asModule(TELL)) + USED),
    way('a CommonJS file, require', 'main.cts', REQUIRES + rest(asModule(TELL)) + USED),
  ];
}

function test(program: string): string {
  return `${program.replace(/^.*\n/, (line) => `${line}test('it trains', () => {`)}});\n`;
}

const byTools: readonly Way[] = [
  { name: 'worker_threads, a module and CommonJS', commands: [`${NEWEST} --no-warnings main.mjs`], files: {
    'main.mjs': THREADS, 'worker.mjs': asModule(), 'worker.cjs': asCommonJs(),
  } },
  ...NODES.filter((node) => node !== 'node-20.0').flatMap((node) => [
    { name: `${node}, bitgrad/worker`, files: { 'main.mjs': startingWorker() }, commands: [`${node} main.mjs`] },
    { name: `${node}, bitgrad/worker by require`, files: { 'main.cjs': startingWorkerByRequire() },
      commands: [`${node} --no-warnings main.cjs`] },
  ]),
  { name: 'Bun, bitgrad/worker', files: { 'main.mjs': startingWorker() }, commands: ['bun main.mjs'] },
  { name: 'Deno, bitgrad/worker', files: { 'main.mjs': startingWorker() },
    commands: ['deno run --node-modules-dir=manual --allow-all main.mjs'] },
  { name: 'Jest as it comes, require', files: {
    'package.json': '{}', 'main.test.js': test(asCommonJs()),
  }, commands: ['jest'] },
  { name: 'Jest with --experimental-vm-modules, import', files: {
    'package.json': '{ "type": "module" }', 'main.test.js': test(asModule()),
  }, commands: [`${NEWEST} --experimental-vm-modules --no-warnings ../node_modules/jest/bin/jest.js`] },
  { name: 'Vitest', files: { 'package.json': '{ "type": "module" }', 'main.test.js': test(asModule()) },
    commands: ['vitest run --globals'] },
  { name: 'webpack, import', files: { 'package.json': '{}', 'main.js': asModule() },
    commands: ['webpack --mode production --target node --entry ./main.js -o out', `${NEWEST} out/main.js`] },
  { name: 'webpack, require', files: { 'package.json': '{}', 'main.js': asCommonJs() },
    commands: ['webpack --mode production --target node --entry ./main.js -o out', `${NEWEST} out/main.js`] },
  { name: 'Vite', files: {
    'package.json': '{ "type": "module" }', 'main.js': asModule(),
    'vite.config.js': `export default { build: { lib: { entry: 'main.js', formats: ['es'], fileName: 'out' } } };`,
  }, commands: ['vite build', `${NEWEST} dist/out.js`] },
  { name: 'esbuild, import', files: { 'main.mjs': asModule() },
    commands: ['esbuild main.mjs --bundle --minify --format=esm --outfile=out.mjs', `${NEWEST} out.mjs`] },
  { name: 'esbuild, require', files: COMMON_JS,
    commands: ['esbuild main.cjs --bundle --minify --platform=node --outfile=out.cjs', `${NEWEST} out.cjs`] },
  { name: 'rollup', files: { 'main.mjs': asModule() },
    commands: ['rollup main.mjs -p node-resolve -f es -o out.mjs', `${NEWEST} out.mjs`] },
  { name: 'Bun, import', files: MODULE, commands: ['bun main.mjs'] },
  { name: 'Bun, require', files: COMMON_JS, commands: ['bun main.cjs'] },
  { name: 'Deno, import', files: MODULE, commands: ['deno run --node-modules-dir=manual --allow-all main.mjs'] },
  { name: 'Deno, require', files: COMMON_JS, commands: ['deno run --node-modules-dir=manual --allow-all main.cjs'] },
];

/** The examples of README, which are JavaScript too, with what they print. */
const EXAMPLES = documentAt('README.md').blocks.flatMap(({ language, code, output, line }) => (
  language === 'ts' && output !== undefined ? [{ code, output, line }] : []));

const readme: readonly Way[] = ['node-20.0', NEWEST, 'bun', 'deno'].flatMap((engine) => EXAMPLES.map(
  ({ code, output, line }) => ({
    name: `${engine}, the example of README's line ${line}`, files: { 'main.mjs': code }, prints: output,
    commands: [`${engine}${engine === 'deno' ? ' run --node-modules-dir=manual --allow-all' : ''} main.mjs`],
  })));

const LEAN = `import { sequential } from 'bitgrad/lean';
import { dense } from 'bitgrad/layers';
import { meanSquaredError } from 'bitgrad/losses';
import { sgd } from 'bitgrad/optimizers';
const model = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: [2] })]);
model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: meanSquaredError });
console.log(model.trainOnBatch([3], [5]).loss);
`;
/** Names that a bundle of that program has, and those that it has not. */
const LOOK = `import { readFileSync } from 'node:fs';
const code = readFileSync('out.mjs', 'utf8'), has = (name) => code.includes(name);
console.log(['"gemm"'].filter(has).length, ['adadelta', 'multiHeadAttention', '"lacpy"', 'hinge'].filter(has));
`;
const bundlers: readonly (readonly [name: string, command: string])[] = [
  ['esbuild', 'esbuild main.mjs --bundle --minify-syntax --format=esm --outfile=out.mjs'],
  ['rollup', 'rollup main.mjs -p node-resolve -f es -o out.mjs'],
];
const lean: readonly Way[] = bundlers.map(([name, bundling]) => ({
  name: `${name}, bitgrad/lean: what is not named is not there`, files: { 'main.mjs': LEAN, 'look.mjs': LOOK },
  commands: [bundling, `${NEWEST} out.mjs`, `${NEWEST} look.mjs`], prints: /^1\n\s*1 \[\]$/m,
}));

/** The command, in an empty folder. */
const BITGRAD = `${NEWEST} ../node_modules/bitgrad/dist/scripts/bitgrad.js`;

const command: readonly Way[] = [
  { name: 'bitgrad train, then verify', files: {}, prints: /^Verified: all 1250 steps/m,
    commands: [`${BITGRAD} train --epochs 1 --ledger run.ledger`, `${BITGRAD} verify run.ledger`] },
  { name: 'bitgrad explain --report', files: {}, prints: /0\.63/, commands: [`${BITGRAD} explain --report`] },
];

/** What says whether the package is as it should be. */
const checks: readonly Way[] = [
  { name: 'publint', files: {}, commands: ['publint --strict ../node_modules/bitgrad'], prints: /All good/ },
  { name: 'Are the types wrong', files: {}, commands: ['attw ../bitgrad.tgz --profile node16 --no-emoji'],
    prints: /bitgrad\/regularizers/ },
];

export const ways: readonly Way[] = [
  ...inNode, ...versions(NEWEST), ...byTools, ...checks, ...lean, ...readme, ...command,
  ...['typescript-5.4', 'typescript-5.9', 'typescript'].flatMap((compiler) => (
    ['node16', 'nodenext', 'esnext'].flatMap((module) => typescript(compiler, module)))),
];

/** A way that ends in a page, whose program is `/tests/engines/page.js`; the package lies at `/bitgrad`. */
export interface PageWay {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** What is run before, as that of a {@link Way}: it may make the page's program. */
  readonly commands?: readonly string[];
  /** The browser that has what it needs, where others have not: modules as service workers, Firefox from 147 on. */
  readonly only?: string;
  /** Whether the page's policy allows WebAssembly. */
  readonly webAssembly: boolean;
  /** What it tells beside θ. */
  readonly tells?: RegExp;
  /** What it prints, where that is not θ. */
  readonly prints?: string;
}

const ENTRY = '/bitgrad/dist/lib/index.js', ONE = '/bitgrad/dist/bitgrad.min.js';
const PAGE = 'tests/engines/page.js';

/** Tells the server, which waits for the end. */
const POST = (more: string): string => `
  const post = (message) => fetch('/message', { method: 'POST', body: JSON.stringify(message) });
  post({ told: 'theta ' + theta, ${more} }).then(() => post({ done: true }));
`;
const REQUESTS = `requests: performance.getEntriesByType('resource').filter(({ name }) => /bitgrad/.test(name)).length`;
const COUNTING = `let violations = 0;
document.addEventListener('securitypolicyviolation', () => { violations++; });
`;
const LATER = `setTimeout(() => {${POST('violations')}}, 300);`;

/** Tells what the example prints; of objects as Node.js shows those of numbers. */
function asPage(code: string): string {
  const named = code.replace(/from 'bitgrad(\/\w+)?'/g, (_, entry = '') => `from '/bitgrad/dist/lib${entry}/index.js'`);
  return `const lines = [], show = (value) => (typeof value === 'object'
    ? '{ ' + Object.entries(value).map((each) => each.join(': ')).join(', ') + ' }' : String(value));
console.log = (...values) => { lines.push(values.map(show).join(' ')); };
${named}
const tell = (message) => fetch('/message', { method: 'POST', body: JSON.stringify(message) });
await tell({ printed: lines.join('\\n') });
await tell({ done: true });
`;
}

/** A page of two threads and a worker, whose program a bundler makes of main.js. */
const THREADED = { webAssembly: true, tells: /"hasStarted":true,"threads":2,"isSame":true/ };
const MAIN = startingThreads(POST('took: told'));
const VITE = `export default { root: 'src', build: {
  outDir: '..', emptyOutDir: false, target: 'esnext',
  rollupOptions: { input: 'src/main.js', output: { entryFileNames: '${PAGE}' } },
} };`;
const WEBPACK = `module.exports = {
  mode: 'production', entry: { page: './src/main.js' },
  output: { path: __dirname, filename: 'tests/engines/[name].js', publicPath: '/' },
};`;

const bundledPages: readonly PageWay[] = [
  { name: 'Vite, threads and bitgrad/worker', ...THREADED, commands: ['vite build'], files: {
    'package.json': '{ "type": "module" }', 'vite.config.js': VITE, 'src/main.js': MAIN,
  } },
  { name: 'webpack, threads and bitgrad/worker', ...THREADED, commands: ['webpack'], files: {
    'package.json': '{}', 'webpack.config.js': WEBPACK, 'src/main.js': MAIN,
  } },
];

export const pageWays: readonly PageWay[] = [
  ...bundledPages,
  ...EXAMPLES.map(({ code, output, line }) => ({
    name: `a page, the example of README's line ${line}`, files: { [PAGE]: asPage(code) }, webAssembly: true,
    prints: output,
  })),
  { name: 'a page, the entry', files: { [PAGE]: asModule(POST(REQUESTS), ENTRY) }, webAssembly: true,
    tells: /"requests":2/ },
  { name: 'a page, bitgrad.min.js', files: { [PAGE]: asModule(POST(REQUESTS), ONE) }, webAssembly: true,
    tells: /"requests":1/ },
  { name: 'a page, bitgrad/worker', webAssembly: true, files: {
    [PAGE]: startingWorker(POST(''), ENTRY, ENTRY.replace('index', 'worker/index')),
  } },
  { name: 'a module worker', webAssembly: true, files: {
    [PAGE]: `new Worker('/worker.js', { type: 'module' });`, 'worker.js': asModule(POST(''), ONE),
  } },
  { name: 'a classic worker, by import()', webAssembly: true, files: {
    [PAGE]: `new Worker('/worker.js');`, 'worker.js': asScript(POST(''), ONE),
  } },
  { name: 'a service worker of type module', webAssembly: true, only: 'chromium', files: {
    [PAGE]: `navigator.serviceWorker.register('/worker.js', { type: 'module' });`, 'worker.js': asModule(POST(''), ONE),
  } },
  { name: 'a service worker of one file, by esbuild', webAssembly: true, files: {
    [PAGE]: `navigator.serviceWorker.register('/worker.js');`, 'main.js': asModule(POST('')),
  }, commands: ['esbuild main.js --bundle --minify --format=iife --outfile=worker.js'] },
  { name: 'a policy without wasm-unsafe-eval', webAssembly: false, tells: /"violations":[1-9]/, files: {
    [PAGE]: COUNTING + asScript(LATER, ENTRY),
  } },
  { name: 'the same with stayOffWebAssembly: no violation', webAssembly: false, tells: /"violations":0/, files: {
    [PAGE]: `import { stayOffWebAssembly } from '${ENTRY}';\nstayOffWebAssembly();\n${COUNTING}`
      + asScript(LATER, ENTRY),
  } },
];
