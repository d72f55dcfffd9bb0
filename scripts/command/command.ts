/**
 * A command: what it is called, what it does, and its options, each in one row. Reading, checking, help and hints
 * derive from the rows.
 * @module
 */
import type { Kind, TryFile } from './kinds.ts';

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
  /** As it is typed. */
  readonly name: string;
  /** What it does. Paragraphs are separated by empty lines. */
  readonly does: string;
  readonly options: Table<Values>;
  readonly operands?: Operands;
  /** What is to be said after the options, likewise. */
  readonly notes?: string;
  /** What its exit codes mean. 2 is bad usage, and what is said here besides. */
  readonly exits: Readonly<Record<number, string>>;
  /** The exit code where it fails. Default 1. */
  readonly failure?: number;
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
export function helpOf<Values>(command: Command<Values>): string {
  const { name, does, operands, notes, exits } = command;
  const rows = [
    ...rowsOf(command).map(([option, row]) => [titleOf(option, row), `${row.help}${withoutIt(row)}`] as const),
    ['--help', 'this text'] as const,
  ];
  const width = Math.max(...rows.map(([title]) => title.length)) + 2, indent = ' '.repeat(width + 2);
  const lines = rows.map(
    ([title, help]) => `  ${title.padEnd(width)}${wrap(help, COLUMNS - width - 2).join(`\n${indent}`)}`,
  );
  const usage = `${name} -- ${operands === undefined ? '' : `${operands.shown} `}[options]`;
  const more = notes === undefined ? [] : [paragraphs(notes)];
  return [usage, paragraphs(does), lines.join('\n'), ...more, paragraphs(exitCodes(exits))].join('\n\n');
}

/** Codes ascend, as the keys of an object do that are whole numbers. */
function exitCodes(exits: Readonly<Record<number, string>>): string {
  const all = { ...exits, 2: exits[2] === undefined ? 'bad usage' : `bad usage, or ${exits[2]}` };
  return `Exit code: ${Object.entries(all).map(([code, meaning]) => `${code} ${meaning}`).join('; ')}.`;
}

function paragraphs(given: string): string {
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
