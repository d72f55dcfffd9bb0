/**
 * `bitgrad same-bits`: the same trainings on every engine, and whether they come to the same bits.
 * @module
 */
import type { Engine, Request } from '../tests/engines/report.ts';
import { EVERY, train, type Outcome } from '../tests/engines/train.ts';
import { trainings } from '../tests/engines/trainings.ts';
import { interruptible } from './command/interruptible.ts';
import { tryFile } from './command/outputs.ts';
import { paint, say } from './command/output.ts';
import { COMPILED, ROOT, isPackage } from './command/place.ts';
import type { Given } from './command/readCommandLine.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { UsageError, messageOf } from './command/usageError.ts';
import { compare, inWords, type Tally } from './sameBits/compare.ts';
import { engines, type EngineEntry } from './sameBits/engines.ts';
import { EXPECTED, expectedHashes, writeExpected, type Hashes } from './sameBits/expected.ts';
import { sameBits, type Options } from './sameBits/options.ts';
import type { CompiledCopy } from './test/compiledCopy.ts';

/** An engine that tells nothing for so many milliseconds is given up. */
const SILENCE = 300_000;
const WIDTH = 45;

/** What an engine told of itself and of its trainings. */
interface Heard {
  readonly engine: Engine | undefined;
  readonly outcomes: readonly Outcome[];
}

async function hear(
  { run }: EngineEntry, program: string, folder: string, request: Request, interrupted: AbortSignal,
): Promise<Heard> {
  const silence = new AbortController(), signal = AbortSignal.any([interrupted, silence.signal]);
  const outcomes: Outcome[] = [];
  let engine: Engine | undefined, isDone = false;
  const giveUp = (): void => silence.abort(new Error(`it told nothing for ${SILENCE / 1000} s`));
  const timer = setTimeout(giveUp, SILENCE);
  try {
    await run(program, {
      folder, request, signal,
      hear: (message) => {
        timer.refresh();
        if ('engine' in message) engine = message;
        else if ('done' in message) isDone = true;
        else outcomes.push(message);
      },
    });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
  if (!isDone) throw new Error('it ended before its trainings did');
  return { engine, outcomes };
}

/** What came of an engine in one way, as --json has it. */
interface Came extends Omit<Tally, 'differences'> {
  readonly engine: string;
  readonly kernels: Engine['kernels'];
  /** Whether its batches were computed in parts. */
  readonly split: boolean;
}

/** What came of all: an engine that failed is among the differences. */
interface Comparison {
  readonly ok: boolean;
  readonly trainings: number;
  readonly engines: Came[];
  /** Those that are not installed. */
  readonly skipped: string[];
  readonly differences: string[];
}

/** Says what came of an engine, a line for each way, and adds it to the rest. */
function tell(
  { engine, outcomes }: Heard, { webAssembly }: Request, names: readonly string[], expected: Hashes, isLong: boolean,
  all: Comparison,
): void {
  const { engine: name, kernels, reason } = engine ?? { engine: '', kernels: 'reference', reason: '' };
  if ((kernels === 'simd') !== webAssembly) {
    const wanted = webAssembly ? 'SIMD' : 'the reference';
    all.differences.push(`${name} computes by ${kernels} where ${wanted} was asked for: ${reason}`);
    return;
  }
  for (const isSplit of [false, true]) {
    const those = outcomes.filter((outcome) => outcome.split === isSplit);
    const { differences, ...tally } = compare(name, names, those, expected), { equal, compared, whole } = tally;
    const besides = whole === 0 ? '' : `; ${whole} trainings need their batches whole`;
    const title = `${name}, ${inWords({ kernels, split: isSplit })}`;
    say(`${title.padEnd(WIDTH)} ${equal} of ${compared} hashes are as expected${besides}`);
    if (isLong) for (const outcome of those) say(listed(outcome));
    all.engines.push({ engine: name, kernels, split: isSplit, ...tally });
    all.differences.push(...differences);
  }
}

function listed({ name, hashes = [] }: Outcome): string {
  return hashes.map((hash, i) => `  ${name}, step ${(i + 1) * EVERY}: ${hash}`).join('\n');
}

/** The names of the trainings that contain one of the words. Throws UsageError where there is none. */
function namesWith(words: readonly string[]): string[] {
  const names = trainings.map(({ name }) => name);
  const wanted = names.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (wanted.length === 0) throw new UsageError(`no training's name contains ${words.join(' or ')}`);
  return wanted;
}

async function compareAll({ operands: words, engines: chosen, threads, hashes }: Given<Options>): Promise<Comparison> {
  const names = namesWith(words), expected = expectedHashes();
  const all: Comparison = { ok: true, trainings: names.length, engines: [], skipped: [], differences: [] };
  const { folder, remove } = await compiled();
  try {
    await interruptible(async (signal) => {
      for (const entry of engines.filter(({ name }) => chosen?.includes(name) ?? true)) {
        const program = entry.find();
        if (program === undefined) {
          say(`${entry.name}: skipped, since it is not installed; to get it: ${entry.got}`);
          all.skipped.push(entry.name);
          continue;
        }
        for (const webAssembly of threads === undefined ? [true, false] : [true]) {
          const request = { webAssembly, words, ...(threads !== undefined && { threads }) };
          try {
            tell(await hear(entry, program, folder, request, signal), request, names, expected, hashes, all);
          } catch (error) {
            if (signal.aborted) throw signal.reason;
            all.differences.push(`${entry.name}, ${program}, failed: ${messageOf(error)}`);
          }
        }
      }
    });
  } finally {
    remove();
  }
  const { engines: came, differences } = all;
  if (came.length + differences.length === 0) throw new Error('none of the engines is there, so nothing was compared');
  if (differences.length > 0) say(`\n${paint()('red', `${differences.length} differ`)}:\n${differences.join('\n')}`);
  return { ...all, ok: differences.length === 0 };
}

/** The folder of what engines run: where this runs, compiled already, or a copy. */
async function compiled(): Promise<CompiledCopy> {
  if (COMPILED !== undefined) return { folder: COMPILED, remove: () => {} };
  const { compiledCopy } = await import('./test/compiledCopy.ts');
  return compiledCopy(ROOT);
}

async function record(): Promise<void> {
  if (isPackage) throw new Error('--record needs a clone of bitgrad, for the package keeps what was recorded');
  tryFile('the record', EXPECTED);
  const hashes: Record<string, readonly string[]> = {};
  await train({ kernels: 'reference', split: false }, () => true, ({ name, error, ...outcome }) => {
    if (outcome.hashes === undefined) throw new Error(`${name}: ${error}`);
    hashes[name] = outcome.hashes;
  });
  writeExpected(`npm run same-bits -- --record, SHA-256 after each ${EVERY} steps by the reference`, hashes);
  say(`${Object.keys(hashes).length} trainings are recorded`);
}

export const run: Run = commandOf(sameBits, (options) => {
  if (!options.record) return compareAll(options);
  if (options.operands.length > 0) throw new UsageError('--record takes no words: it records all trainings');
  return record();
});
