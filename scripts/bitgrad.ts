#!/usr/bin/env node
/**
 * `npx bitgrad`: one command for all that is done with networks here. What a command needs is loaded when it is called.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hintToSpell } from '../lib/core/nearest.ts';
import { columns, lineOf, paragraphs } from './command/command.ts';
import { exitCodes } from './command/exitCodes.ts';
import { paint, say } from './command/output.ts';
import { ROOT } from './command/place.ts';
import { ending, type Run } from './command/runCommand.ts';
import { UsageError } from './command/usageError.ts';

interface Entry {
  readonly does: string;
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** All commands by name. */
const commands: Readonly<Record<string, Entry>> = {
  train: {
    does: 'trains a network on handwritten digits and shows what it has learned', load: () => import('./train.ts'),
  },
  addition: { does: 'trains a transformer to add numbers written as text', load: () => import('./addition.ts') },
  explain: {
    does: 'why one weight moved: every path from it to the loss, factor by factor', load: () => import('./explain.ts'),
  },
  verify: {
    does: 'does the training of a ledger again, and compares it bit by bit', load: () => import('./verify.ts'),
  },
  audit: {
    does: 'ranges, dead units and rounding errors of a training, epoch by epoch', load: () => import('./audit.ts'),
  },
  convert: { does: 'a model of one library\'s file, written for another', load: () => import('./convert.ts') },
  compare: { does: 'trains a network by several optimizers, side by side', load: () => import('./compare.ts') },
  minimize: { does: 'the minimizers on 41 known problems, beside SciPy', load: () => import('./minimize.ts') },
  'product-loss': {
    does: 'the report\'s notebook A: gradient descent and RMSProp, step by step',
    load: () => import('./productLoss.ts'),
  },
  'taylor-newton': {
    does: 'the report\'s notebook B: Taylor\'s expansions and Newton\'s method',
    load: () => import('./taylorNewton.ts'),
  },
  bench: {
    does: 'times kernels, steps and whole fits on this machine, and compares their bits',
    load: () => import('../bench/run.ts'),
  },
  'same-bits': {
    does: 'the same trainings on every engine that is here: have they the recorded bits?',
    load: () => import('./sameBits.ts'),
  },
  'fleet worker': { does: 'does the jobs of a queue for the commands below', load: () => import('./fleet/worker.ts') },
  'fleet verify': {
    does: 'the same as verify, by several processes or machines side by side', load: () => import('./fleet/verify.ts'),
  },
  'fleet sweep': {
    does: 'trains many networks by several processes or machines: which learn best?',
    load: () => import('./fleet/sweep.ts'),
  },
  'fleet train': {
    does: 'trains a network in shards by several processes or machines: the same bits',
    load: () => import('./fleet/train.ts'),
  },
  'fleet reach': {
    does: 'measures what a step in shards costs, and how far more workers would carry',
    load: () => import('./fleet/reach.ts'),
  },
  'download-mnist': { does: 'fetches the four files of MNIST', load: () => import('./downloadMnist.ts') },
};

const FIRST = ['--help', '--version'];

function help(): string {
  const options = [['--help', 'this text'], ['--version', 'the version of bitgrad']] as const;
  return [
    paint()('bold', lineOf('bitgrad COMMAND', '[options]')),
    'Neural networks whose every number anybody can recompute, bit for bit.',
    columns(Object.entries(commands).map(([name, { does }]) => [name, does])), columns(options),
    'A command says what it takes, with examples, where it is given --help. NO_COLOR=1 takes all colours away.',
    paragraphs(exitCodes({ 0: 'done, or it holds', 1: 'it does not hold' })),
  ].join('\n\n');
}

function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string }).version;
}

async function main([first, ...words]: readonly string[]): Promise<void> {
  if (first === 'help') return main([...words.slice(0, 2).filter((word) => !word.startsWith('-')), '--help']);
  if (first === undefined || first === '--help' || first === '-h') return say(help());
  if (first === '--version' || first === '-v') return say(version());
  if (first.startsWith('-')) {
    throw new UsageError(`there is no option '${first}' before a command's name${hintToSpell(first, FIRST)}`);
  }
  const names = Object.keys(commands), two = `${first} ${words[0]}`, isTwo = names.includes(two);
  const name = isTwo ? two : first, own = names.filter((known) => known.startsWith(`${first} `));
  if (!isTwo && own.length > 0) {
    const known = own.map((each) => each.slice(first.length + 1));
    const got = words[0] === undefined ? 'none' : `'${words[0]}'`;
    throw new UsageError(`${first} must be followed by ${known.join(', ')}, got ${got}${hintToSpell(words[0], known)}`);
  }
  if (!names.includes(name)) throw new UsageError(`there is no command '${first}'${hintToSpell(first, names)}`);
  const { run } = await commands[name].load();
  await run(words.slice(isTwo ? 1 : 0));
}

await ending('bitgrad', () => main(process.argv.slice(2)));
