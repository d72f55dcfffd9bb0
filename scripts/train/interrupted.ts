/**
 * What is said where training was interrupted.
 * @module
 */
import { existsSync } from 'node:fs';
import { lineOf, optionName, rowsOf } from '../command/command.ts';
import { train, type Options } from './options.ts';

/** Options that the file of a resumed training says, or that are written anew. */
const NOT_REPEATED: readonly string[] = [
  'network', 'learningRate', 'hidden', 'activation', 'seed', 'resume', 'save', 'ledger',
];

/** What is kept, and the command line that goes on from it. */
export function howToGoOn(options: Options, steps: number): string {
  const { save, ledger } = options;
  const done = `Interrupted after ${steps} ${steps === 1 ? 'step' : 'steps'}.`;
  if (save === undefined) {
    return `${done} Nothing is kept of it: --save FILE would keep the state, for --resume to go on from.`;
  }
  const words = [
    '--resume', save, '--save', save, ...repeated(options),
    ...(ledger === undefined ? [] : ['--ledger', nextLedger(ledger)]),
  ];
  const books = ledger === undefined ? '' : `\nTheir ledger, ${ledger}, is closed; the rest gets one of its own.`;
  return `${done} The state is in ${save}.${books} To go on:\n  ${lineOf(train.name, words.map(quoted).join(' '))}`;
}

/** The options that are not as without them. */
function repeated(options: Options): string[] {
  return rowsOf(train).filter(([name]) => !NOT_REPEATED.includes(name)).flatMap(([name, { kind, byDefault }]) => {
    const value: unknown = options[name as keyof Options];
    if (value === undefined || value === false || String(value) === byDefault) return [];
    return kind.shown === undefined ? [optionName(name)] : [optionName(name), String(value)];
  });
}

/** A ledger holds one training from its begin to its end; `run.ledger.2` is the second. */
function nextLedger(path: string): string {
  const [, stem, number = '1'] = /^(.*?)(?:\.(\d+))?$/.exec(path) ?? [];
  let next = Number(number) + 1;
  while (existsSync(`${stem}.${next}`)) next++;
  return `${stem}.${next}`;
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll('\'', '\'\\\'\'')}'`;
}
