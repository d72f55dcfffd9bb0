/**
 * `npm run same-bits`: the same trainings on every engine, and whether they come to the same bits.
 * @module
 */
import { fileURLToPath } from 'node:url';
import type { Engine, Request } from '../tests/engines/report.ts';
import { EVERY, train, type Outcome } from '../tests/engines/train.ts';
import { trainings } from '../tests/engines/trainings.ts';
import { interruptible } from './command/interruptible.ts';
import { tryFile } from './command/outputs.ts';
import { runCommand, say } from './command/runCommand.ts';
import { UsageError, messageOf } from './command/usageError.ts';
import { compare, inWords } from './sameBits/compare.ts';
import { engines, type EngineEntry } from './sameBits/engines.ts';
import { EXPECTED, expectedHashes, writeExpected, type Hashes } from './sameBits/expected.ts';
import { sameBits, type Options } from './sameBits/options.ts';
import { compiledCopy } from './test/compiledCopy.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
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

/** Says what came of an engine, a line for each way; returns what differs. */
function tell(
  { engine, outcomes }: Heard, { webAssembly }: Request, names: readonly string[], expected: Hashes, isLong: boolean,
): string[] {
  const { engine: name, kernels, reason } = engine ?? { engine: '', kernels: '', reason: '' };
  if ((kernels === 'simd') !== webAssembly) {
    return [`${name} computes by ${kernels} where ${webAssembly ? 'SIMD' : 'the reference'} was asked for: ${reason}`];
  }
  return [false, true].flatMap((split) => {
    const those = outcomes.filter((outcome) => outcome.split === split);
    const { equal, compared, whole, differences } = compare(name, names, those, expected);
    const besides = whole === 0 ? '' : `; ${whole} trainings need their batches whole`;
    const title = `${name}, ${those.length === 0 ? '' : inWords(those[0])}`;
    say(`${title.padEnd(WIDTH)} ${equal} of ${compared} hashes are as expected${besides}`);
    if (isLong) for (const outcome of those) say(listed(outcome));
    return differences;
  });
}

function listed({ name, hashes = [] }: Outcome): string {
  return hashes.map((hash, i) => `  ${name}, step ${(i + 1) * EVERY}: ${hash}`).join('\n');
}

async function compareAll({ operands: words, engines: names, hashes }: Options & {
  readonly operands: readonly string[];
}): Promise<void> {
  const wanted = trainings.map(({ name }) => name).filter((name) => (
    words.length === 0 || words.some((word) => name.includes(word))));
  if (wanted.length === 0) throw new UsageError(`no training's name contains ${words.join(' or ')}`);
  const expected = expectedHashes(), differences: string[] = [];
  let isSomeThere = false;
  const { folder, remove } = compiledCopy(ROOT);
  try {
    await interruptible(async (signal) => {
      for (const entry of engines.filter(({ name }) => names?.includes(name) ?? true)) {
        const program = entry.find();
        if (program === undefined) {
          say(`${entry.name}: skipped, since it is not installed; to get it: ${entry.got}`);
          continue;
        }
        isSomeThere = true;
        for (const webAssembly of [true, false]) {
          const request = { webAssembly, words };
          try {
            const heard = await hear(entry, program, folder, request, signal);
            differences.push(...tell(heard, request, wanted, expected, hashes));
          } catch (error) {
            if (signal.aborted) throw signal.reason;
            differences.push(`${entry.name}, ${program}, failed: ${messageOf(error)}`);
          }
        }
      }
    });
  } finally {
    remove();
  }
  if (!isSomeThere) throw new Error('none of the engines is there, so nothing was compared');
  if (differences.length > 0) throw new Error(`${differences.length} differ:\n${differences.join('\n')}`);
}

async function record(): Promise<void> {
  tryFile('the record', EXPECTED);
  const hashes: Record<string, readonly string[]> = {};
  await train({ kernels: 'reference', split: false }, () => true, ({ name, error, ...outcome }) => {
    if (outcome.hashes === undefined) throw new Error(`${name}: ${error}`);
    hashes[name] = outcome.hashes;
  });
  writeExpected(`npm run same-bits -- --record, SHA-256 after each ${EVERY} steps by the reference`, hashes);
  say(`${Object.keys(hashes).length} trainings are recorded`);
}

await runCommand(sameBits, (options) => {
  if (!options.record) return compareAll(options);
  if (options.operands.length > 0) throw new UsageError('--record takes no words: it records all trainings');
  return record();
});
