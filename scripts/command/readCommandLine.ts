/**
 * From the words of a command line to values.
 * @module
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hintToSpell } from '../../lib/core/nearest.ts';
import { optionName, rowsOf, type AnyOption, type Command } from './command.ts';
import { UsageError } from './usageError.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of all options, and the words that are none. */
export type Given<Values> = Values & { readonly operands: readonly string[] };

/** Reads a command line; undefined asks for help. Throws UsageError for whatever the command does not take. */
export function readCommandLine<Values>(
  command: Command<Values>, args: readonly string[], environment: Environment,
): Given<Values> | undefined {
  const rows = new Map(rowsOf(command).map(([name, row]) => [optionName(name), { name, row }]));
  const { options, operands } = split(args, rows);
  if (options.has('--help')) return undefined;
  for (const [option, { row }] of rows) if (options.has(option)) expectCompany(option, row, options);
  const values: Record<string, unknown> = {};
  for (const [option, { name, row }] of rows) values[name] = valueOf(option, row, options.get(option), environment);
  expectOperands(command, operands);
  return { ...values, operands } as Given<Values>;
}

type Rows = ReadonlyMap<string, { readonly name: string; readonly row: AnyOption }>;

/** Options with what was given for each, '' for a flag; and the other words. */
function split(args: readonly string[], rows: Rows): { options: Map<string, string[]>; operands: string[] } {
  const known = [...rows].map(
    ([option, { row }]) => [option.slice(2), { type: row.kind.shown === undefined ? 'boolean' : 'string' }] as const,
  );
  const { tokens } = parseArgs({
    args: [...args], strict: false, allowPositionals: true, tokens: true,
    options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
  });
  const options = new Map<string, string[]>(), operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = token.name === 'help' ? '--help' : token.rawName, row = rows.get(option)?.row;
    const values = options.get(option);
    if (row === undefined && option !== '--help') {
      throw new UsageError(`there is no option '${option}'${hintToSpell(option, [...rows.keys(), '--help'])}`);
    }
    if (row?.kind.shown === undefined && token.value !== undefined) {
      throw new UsageError(`${option} must have no value, got '${token.value}'`);
    }
    const isMissing = token.value === undefined || (!token.inlineValue && token.value.startsWith('--'));
    if (row?.kind.shown !== undefined && isMissing) {
      throw new UsageError(`${option} must have a value, ${row.kind.shown}, got none`);
    }
    if (values !== undefined && row?.kind.joined === undefined && row !== undefined) {
      throw new UsageError(`${option} must be given once, got it twice`);
    }
    options.set(option, [...(values ?? []), token.value ?? '']);
  }
  return { options, operands };
}

/** What is given beside an option must be there, or must not. */
function expectCompany(
  option: string, { needs, excludes = [], because }: AnyOption, options: ReadonlyMap<string, unknown>,
): void {
  if (needs !== undefined && !options.has(optionName(needs))) {
    throw new UsageError(`${option} needs ${optionName(needs)}`);
  }
  const wrong = excludes.map(optionName).find((other) => options.has(other));
  if (wrong !== undefined) {
    throw new UsageError(`${wrong} must be absent with ${option}${because === undefined ? '' : `, ${because}`}`);
  }
}

function valueOf(
  option: string, { kind, byDefault, environment }: AnyOption, given: readonly string[] | undefined,
  variables: Environment,
): unknown {
  const said = given ?? [(environment && variables[environment]) || byDefault].filter((value) => value !== undefined);
  if (kind.shown === undefined) return given !== undefined;
  if (said.length === 0) return undefined;
  const values = said.map((value) => kind.read(option, value));
  return kind.joined === undefined ? values[0] : kind.joined(values);
}

function expectOperands<Values>({ operands }: Command<Values>, words: readonly string[]): void {
  if (operands === undefined) {
    if (words.length > 0) throw new UsageError(`there must be options only, got '${words[0]}'`);
    return;
  }
  const { what, least, most, words: known } = operands;
  const got = words.map((word) => `'${word}'`).join(' and ');
  if (words.length < least) throw new UsageError(`${what} must be named, got ${got || 'none'}`);
  if (words.length > most) throw new UsageError(`only ${what} may be named, got ${got}`);
  const unknown = words.find((word) => word === '' || !(known?.includes(word) ?? true));
  if (unknown === undefined) return;
  const wanted = known === undefined ? 'a name' : `one of ${[...new Set(known)].join(', ')}`;
  throw new UsageError(`${what} must be ${wanted}, got '${unknown}'${hintToSpell(unknown, known ?? [])}`);
}

/** Tries all files that the values and the other words name as inputs. Throws an Error for one that cannot be read. */
export function tryInputs<Values>(command: Command<Values>, values: Given<Values>): void {
  const { what = '', tryIn } = command.operands ?? {};
  for (const path of values.operands) tryIn?.(what, path);
  for (const [name, { kind }] of rowsOf(command)) {
    const path: unknown = values[name as keyof Values];
    if (typeof path === 'string') kind.tryIn?.(optionName(name), path);
  }
}

/**
 * Tries all files that the values name as outputs. Throws an Error for one that cannot be written, UsageError for one
 * that is named twice.
 */
export function tryOutputs<Values>(command: Command<Values>, values: Values): void {
  const outputs = rowsOf(command).flatMap(([name, { kind: { tryOut } }]) => {
    const path: unknown = values[name as keyof Values];
    return tryOut === undefined || typeof path !== 'string' ? [] : [{ option: optionName(name), path, tryOut }];
  });
  outputs.forEach(({ option, path }, i) => {
    const other = outputs.slice(0, i).find((before) => resolve(before.path) === resolve(path));
    if (other !== undefined) {
      throw new UsageError(`${option} must be another file than ${other.option}, got '${path}' for both`);
    }
  });
  for (const { option, path, tryOut } of outputs) tryOut(option, path);
}
