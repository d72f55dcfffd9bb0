/**
 * `npm run bench:peers`: bitgrad beside other libraries, the same work, in turns.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { UsageError, endWithReader, fail, messageOf, readOptions } from '../../scripts/commandLine.ts';
import { OURS, libraries } from './libraries.ts';
import { Contestant, measure, withRatios, type Row } from './measure.ts';
import { works } from './work.ts';

const HELP = `npm run bench:peers -- [options]

Times bitgrad and other libraries at the same work. Each runs in a process of its own, on one thread; samples are taken
in turns, one library after the other, so that all see the same noise. ratio is median over bitgrad's median.
The first run installs the JavaScript libraries into bench/peers/node_modules. NumPy, PyTorch and JAX are those of the
Python interpreter that the environment variable BENCH_PYTHON names, else of python3.

  --filter TEXT       only works with TEXT in their name: ${works.map(({ name }) => name).join(', ')}
  --libraries A,B,…   only these, beside bitgrad: ${libraries.slice(1).map(({ name }) => name).join(', ')}
  --seconds X         what a library may spend on a work, warm-up aside   (0.4)
  --json              print an array of {work, library, version, medianUs, p10Us, ratio, note?, error?} as the last line
  --help              this text

Exit code: 0 measured (a library that fails is a row with its error), 1 something failed, 2 bad usage.`;

const say = (text: string): void => { process.stdout.write(`${text}\n`); };

function parseOptions(args: readonly string[]) {
  const values = readOptions(args, ['filter', 'libraries', 'seconds'], ['json', 'help']);
  const seconds = Number(values.seconds ?? 0.4), names = values.libraries?.split(',');
  if (!(seconds > 0 && seconds < Infinity)) throw new UsageError(`--seconds must be a positive number, got '${values.seconds}'`);
  const unknown = names?.find((name) => !libraries.some((library) => library.name === name));
  if (unknown !== undefined) throw new UsageError(`--libraries must be names of libraries, got '${unknown}'`);
  const chosen = works.filter(({ name }) => name.includes(values.filter ?? ''));
  if (chosen.length === 0) throw new UsageError(`--filter must be part of a work's name, got '${values.filter}'`);
  const taking = libraries.filter(({ name }) => name === OURS || (names?.includes(name) ?? true));
  return { chosen, taking, seconds, json: values.json ?? false, help: values.help ?? false };
}

/** Scripts of the packages are not run: one builds a native add-on that nobody here needs. */
function install(): void {
  const here = fileURLToPath(new URL('.', import.meta.url));
  if (existsSync(`${here}node_modules`)) return;
  say('Installing the libraries into bench/peers/node_modules (once) …');
  const install = ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`npm ci --prefix bench/peers failed${error === undefined ? '' : `: ${error.message}`}`);
}

/** Those whose process starts; a row for each that does not. */
async function startAll(contestants: readonly Contestant[]): Promise<{ there: Contestant[]; failed: Row[] }> {
  const there: Contestant[] = [], failed: Row[] = [];
  await Promise.all(contestants.map(async (contestant) => {
    try {
      await contestant.worker();
      there.push(contestant);
    } catch (error) {
      failed.push({ work: 'all', library: contestant.name, version: contestant.version, error: messageOf(error) });
    }
  }));
  return { there: contestants.filter((contestant) => there.includes(contestant)), failed };
}

function formatTime(us: number | undefined): string {
  if (us === undefined) return '';
  const [value, unit] = us < 1e3 ? [us, 'µs'] : us < 1e6 ? [us / 1e3, 'ms'] : [us / 1e6, 's '];
  return `${value.toPrecision(value < 100 ? 3 : 4)} ${unit}`;
}

function formatRow({ work, library, version, medianUs, p10Us, ratio, note, error }: Row): string {
  const head = `${work.padEnd(26)} ${library.padEnd(13)} ${version.padEnd(14)}`;
  if (error !== undefined) return `${head} failed: ${error}`;
  const ratioText = ratio === undefined ? '' : `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`;
  return `${head} ${formatTime(medianUs).padStart(10)} ${formatTime(p10Us).padStart(10)} ${ratioText.padStart(9)}  ${note ?? ''}`.trimEnd();
}

/** The fastest first, what failed last. */
function byTime(a: Row, b: Row): number {
  return (a.medianUs ?? Infinity) - (b.medianUs ?? Infinity) || 0;
}

async function main(): Promise<void> {
  const { chosen, taking, seconds, json, help } = parseOptions(process.argv.slice(2));
  if (help) return say(HELP);
  install();
  const contestants = taking.map((library) => new Contestant(library));
  try {
    const { there, failed } = await startAll(contestants), rows = [...failed];
    say(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, one thread each\n`);
    say(`${'work'.padEnd(26)} ${'library'.padEnd(13)} ${'version'.padEnd(14)} ${'median'.padStart(10)} ${'p10'.padStart(10)} ${'ratio'.padStart(9)}`);
    for (const row of failed) say(formatRow(row));
    for (const work of chosen) {
      const measured = withRatios(await measure(work, there, seconds * 1e6), OURS);
      rows.push(...measured);
      for (const row of measured.toSorted(byTime)) say(formatRow(row));
      say('');
    }
    if (json) say(JSON.stringify(rows));
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

endWithReader();
try {
  await main();
} catch (error) {
  fail('npm run bench:peers', error);
}
