/**
 * A command: what it is called, what it does, and its options, each in one row. Reading, checking, help and hints
 * derive from the rows.
 * @module
 */
import { exitCodes } from './exitCodes.ts';
import { flag, type Kind, type TryFile } from './kinds.ts';
import { plain, type Paint } from './paint.ts';
import { isPackage } from './place.ts';

interface AnyRow<T> {
  readonly kind: Kind<T>;
  readonly help: string;
  /** The variable of the environment that says it where the option does not. */
  readonly environment?: string;
  /** The option without which this one would do nothing. */
  readonly needs?: string;
  /** Options that would do nothing, or another thing, beside this one. */
  readonly excludes?: readonly string[];
  /** Why they would. */
  readonly because?: string;
}

/** An option whose value is a T: a flag, one with a default (as it would be typed), or one that may be absent. */
export type Row<T> =
  boolean extends T ? AnyRow<boolean>
  : undefined extends T ? AnyRow<Exclude<T, undefined>> & {
    /** What holds without it, in words. */
    readonly otherwise?: string;
  }
  : AnyRow<T> & { readonly byDefault: string };

/** A row for each option. `batchSize` is typed `--batch-size`. */
export type Table<Values> = { readonly [Name in keyof Values]-?: Row<Values[Name]> };

/** Words that are no options: files, names. */
export interface Operands {
  /** How the help writes them. */
  readonly shown: string;
  /** What each is, for the error where there are too few or too many. */
  readonly what: string;
  readonly least: number;
  readonly most: number;
  /** The words that there are; any, where absent. */
  readonly words?: readonly string[];
  /** Of files that are read. */
  readonly tryIn?: TryFile;
}

export interface Command<Values> {
  /** As it is typed: 'npm run ulp'; 'bitgrad train', of which `lineOf` says how it is. */
  readonly name: string;
  /** What it does. Paragraphs are separated by empty lines. */
  readonly does: string;
  readonly options: Table<Values>;
  readonly operands?: Operands;
  /** Command lines that work: what is typed after the name, and what that does. */
  readonly examples?: readonly (readonly [words: string, does: string])[];
  /** What is to be said after the options, likewise. */
  readonly notes?: string;
  /** What exit code 0 means, and 1 of a command that has a verdict. The others are those of all commands. */
  readonly exits: { readonly 0: string; readonly 1?: string };
}

/** The option of commands whose result a program may read. */
export const json: Row<boolean> = {
  kind: flag, help: 'print the result as one JSON value, and all else to stderr; scripts/README.md lists its members',
};

/** A command line as it is typed here, given what follows the name. */
export function lineOf(name: string, words: string = ''): string {
  const [, own] = /^bitgrad (.*)/.exec(name) ?? [], more = words === '' ? '' : ` ${words}`;
  if (own === undefined) return `${name}${words === '' ? '' : ` --${more}`}`;
  return `${isPackage ? 'npx bitgrad' : 'npm run bitgrad --'} ${own}${more}`;
}

/** `batchSize` as it is typed. */
export function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A row of any type, for those who read tables. */
export type AnyOption = AnyRow<unknown> & { readonly byDefault?: string; readonly otherwise?: string };

/** The rows by name. */
export function rowsOf<Values>({ options }: Command<Values>): (readonly [name: string, row: AnyOption])[] {
  return Object.entries<AnyOption>(options as Readonly<Record<string, AnyOption>>);
}

const COLUMNS = 120;

/** What --help prints. */
export function helpOf<Values>(command: Command<Values>, paint: Paint = plain): string {
  const { name, does, operands, examples = [], notes, exits } = command;
  const rows = [
    ...rowsOf(command).map(([option, row]) => [titleOf(option, row), `${row.help}${withoutIt(row)}`] as const),
    ['--help', 'this text'] as const,
  ];
  const usage = lineOf(name, `${operands === undefined ? '' : `${operands.shown} `}[options]`);
  const shown = examples.map(([words, what]) => `  ${lineOf(name, words)}\n      ${what}`);
  return [
    paint('bold', usage), paragraphs(does),
    ...(operands?.words === undefined ? [] : [columns([[operands.shown, operands.words.join(', ')]])]), columns(rows),
    ...(shown.length === 0 ? [] : [`${paint('bold', 'Examples')}\n${shown.join('\n')}`]),
    ...(notes === undefined ? [] : [paragraphs(notes)]),
    paragraphs(exitCodes(exits)),
  ].join('\n\n');
}

/** Names with what they mean, which is folded. */
export function columns(rows: readonly (readonly [title: string, help: string])[]): string {
  const width = Math.max(...rows.map(([title]) => title.length)) + 2, indent = ' '.repeat(width + 2);
  return rows.map(([title, help]) => (
    `  ${title.padEnd(width)}${wrap(help, COLUMNS - width - 2).join(`\n${indent}`)}`
  )).join('\n');
}

/** Paragraphs, each folded. */
export function paragraphs(given: string): string {
  return given.split(/\n\s*\n/).map((one) => wrap(one, COLUMNS).join('\n')).join('\n\n');
}

function titleOf(name: string, { kind: { shown } }: AnyOption): string {
  return shown === undefined ? optionName(name) : `${optionName(name)} ${shown}`;
}

function withoutIt({ byDefault, otherwise, environment }: AnyOption): string {
  const value = byDefault ?? otherwise;
  if (value === undefined) return '';
  return ` (default ${environment === undefined ? '' : `$${environment}, else `}${value})`;
}

/** Text in lines of at most `width` characters. */
export function wrap(given: string, width: number): string[] {
  const lines = [''];
  for (const word of given.trim().split(/\s+/)) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
