/**
 * `npm run bench:peers`: bitgrad beside other libraries, the same work, in turns.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { say } from '../../scripts/command/output.ts';
import { runCommand } from '../../scripts/command/runCommand.ts';
import { UsageError, messageOf } from '../../scripts/command/usageError.ts';
import { OURS, libraries } from './libraries.ts';
import { Contestant, measure, withRatios, type Row } from './measure.ts';
import { benchPeers, type Options } from './options.ts';
import { works } from './work.ts';

/** The works and libraries asked for. */
function choose({ filter = '', libraries: names }: Options) {
  const chosen = works.filter(({ name }) => name.includes(filter));
  if (chosen.length === 0) throw new UsageError(`--filter must be part of a work's name, got '${filter}'`);
  return { chosen, taking: libraries.filter(({ name }) => name === OURS || (names?.includes(name) ?? true)) };
}

/** Scripts of the packages are not run: one builds a native add-on that nobody here needs. */
function install(): void {
  const here = fileURLToPath(new URL('.', import.meta.url));
  if (existsSync(`${here}node_modules`)) return;
  say('Installing the libraries into bench/peers/node_modules (once) …');
  const install = ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw new Error(`npm ci --prefix bench/peers failed${error === undefined ? '' : `: ${error.message}`}`);
  }
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
  const head = `${work.padEnd(33)} ${library.padEnd(13)} ${version.padEnd(14)}`;
  if (error !== undefined) return `${head} failed: ${error}`;
  const ratioText = ratio === undefined ? '' : `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`;
  const times = [medianUs, p10Us].map((us) => formatTime(us).padStart(10)).join(' ');
  return `${head} ${times} ${ratioText.padStart(9)}  ${note ?? ''}`.trimEnd();
}

/** The fastest first, what failed last. */
function byTime(a: Row, b: Row): number {
  return (a.medianUs ?? Infinity) - (b.medianUs ?? Infinity) || 0;
}

async function main(options: Options): Promise<Row[]> {
  const { seconds } = options, { chosen, taking } = choose(options);
  install();
  const contestants = taking.map((library) => new Contestant(library));
  try {
    const { there, failed } = await startAll(contestants), rows = [...failed];
    say(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, one thread each\n`);
    say(`${'work'.padEnd(33)} ${'library'.padEnd(13)} ${'version'.padEnd(14)} ${'median'.padStart(10)} `
      + `${'p10'.padStart(10)} ${'ratio'.padStart(9)}`);
    for (const row of failed) say(formatRow(row));
    for (const work of chosen) {
      const measured = withRatios(await measure(work, there, seconds * 1e6), OURS);
      rows.push(...measured);
      for (const row of measured.toSorted(byTime)) say(formatRow(row));
      say('');
    }
    return rows;
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

await runCommand(benchPeers, main);
