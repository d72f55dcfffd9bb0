/**
 * `npm run size`: what bitgrad costs who loads it.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { say } from '../command/output.ts';
import { runCommand } from '../command/runCommand.ts';
import { messageOf } from '../command/usageError.ts';
import { installTools } from './installTools.ts';
import { size } from './options.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PEERS = join(ROOT, 'tests', 'package');
const ENTRY = join(ROOT, 'dist', 'lib', 'index.js');

const at = (entry: string): string => JSON.stringify(join(ROOT, 'dist', 'lib', entry, 'index.js'));

/** The same task: a network of dense layers, trained by gradient descent. */
const NARROW = `export { dense } from ${at('layers')};
export { sgd } from ${at('optimizers')};
export { sequential } from ${at('lean')};
export { sparseCategoricalCrossentropy } from ${at('losses')};`;

const PEER_TASKS: Readonly<Record<string, string>> = {
  'TensorFlow.js, the same task': `import '@tensorflow/tfjs-backend-cpu';
export { sequential, layers } from '@tensorflow/tfjs-layers';
export { tensor2d, train } from '@tensorflow/tfjs-core';`,
  'jax-js, the same task': `export { grad, init, jit, nn, numpy } from '@jax-js/jax';`,
  'brain.js, the same task': `export { NeuralNetwork } from 'brain.js';`,
};

/** Entries of the package that a page can load: all but `node`. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as
    { readonly exports: Readonly<Record<string, unknown>> };
  return Object.keys(exports).map((key) => key.slice(2)).filter((name) => /^\w+$/.test(name) && name !== 'node');
}

/** Bytes of a program, bundled for pages, minified and compressed. */
async function bytesOf(program: string, folder: string): Promise<number> {
  const { build } = await import('esbuild');
  const { outputFiles: [{ contents }] } = await build({
    stdin: { contents: program, resolveDir: folder }, bundle: true, minify: true, format: 'esm', write: false,
    logLevel: 'silent', external: ['node:*', 'fs', 'path', 'util', 'os', 'crypto'],
  });
  return gzipSync(contents, { level: 9 }).length;
}

async function sizes(): Promise<Record<string, number | string>> {
  const everything = ['', ...entries()].map((name, i) => `export * as e${i} from ${at(name)};`).join('\n');
  const programs = new Map<string, readonly [program: string, folder: string]>([
    ['dense, sgd, one loss', [NARROW, ROOT]],
    ['`bitgrad`', [`export * from ${at('')};`, ROOT]],
    ...entries().map((name) => [`\`bitgrad/${name}\``, [`export * from ${at(name)};`, ROOT]] as const),
    ['everything', [everything, ROOT]],
    ...Object.entries(PEER_TASKS).map(([name, program]) => [name, [program, PEERS]] as const),
  ]);
  const found: Record<string, number | string> = {};
  for (const [name, [program, folder]] of programs) {
    found[name] = await bytesOf(program, folder).catch((error: unknown) => messageOf(error).split('\n')[0]);
  }
  return found;
}

/** How many files an import asks for. */
function filesOf(path: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, from] of readFileSync(path, 'utf8').matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];/gm)) {
    filesOf(join(dirname(path), from), seen);
  }
  return seen;
}

/** Milliseconds. */
interface Start {
  readonly import: number;
  readonly compile: number;
  readonly step: number;
  readonly all: number;
  /** Of the processor, all its threads. */
  readonly cpu: number;
}

const START = `
const began = performance.now(), used = process.cpuUsage();
const { dense, sequential, sgd } = await import(${JSON.stringify(pathToFileURL(ENTRY).href)});
const imported = performance.now();
const model = sequential([
  dense({ units: 12, activation: 'relu', inputShape: [784] }), dense({ units: 12, activation: 'relu' }),
  dense({ units: 10, activation: 'softmax' }),
]);
model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
const compiled = performance.now();
model.trainOnBatch(new Float32Array(32 * 784), new Uint8Array(32));
const ended = performance.now(), { user, system } = process.cpuUsage(used);
console.log(JSON.stringify({
  import: imported - began, compile: compiled - imported, step: ended - compiled, all: ended - began,
  cpu: (user + system) / 1000,
}));`;

/** The median of each part over new processes. */
function start(count: number): Start {
  const starts = Array.from({ length: count }, () => (
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', START], { encoding: 'utf8' })) as Start));
  const median = (part: keyof Start): number => {
    const values = starts.map((each) => each[part]).sort((a, b) => a - b);
    return values[values.length >> 1];
  };
  return {
    import: median('import'), compile: median('compile'), step: median('step'), all: median('all'), cpu: median('cpu'),
  };
}

await runCommand(size, async ({ starts }) => {
  if (!existsSync(join(ROOT, 'dist', 'bitgrad.min.js'))) throw new Error('npm run bundle must come first');
  installTools(HERE);
  installTools(PEERS);
  const bytes = await sizes(), files = filesOf(ENTRY).size, times = start(starts);
  say('| Program | kB |\n|---|---|');
  for (const [name, each] of Object.entries(bytes)) {
    say(`| ${name} | ${typeof each === 'number' ? (each / 1000).toFixed(1) : `fails: ${each}`} |`);
  }
  const page = gzipSync(readFileSync(join(ROOT, 'dist', 'bitgrad.min.js')), { level: 9 }).length;
  say(`| \`bitgrad.min.js\` | ${(page / 1000).toFixed(1)} |\n`);
  say(`Files that an import asks for: ${files}; with its page, ${files + 1} requests.`);
  say(`From import to the first step, medians of ${starts} processes of Node.js ${process.versions.node}: `
    + `${times.all.toFixed(0)} ms (import ${times.import.toFixed(0)}, compile ${times.compile.toFixed(0)}, `
    + `step ${times.step.toFixed(0)}), ${times.cpu.toFixed(0)} ms of processor time.`);
  return { sizes: bytes, files, start: times };
});
