/**
 * Calls a door with one thing wrong at a time, and tells what it answers.
 * @module
 */
import { NonFiniteError } from '../../lib/core/errors.ts';
import type { Argument, Door } from './argument.ts';
import { PLANTED } from './badValues.ts';

/** Names that no export of ours throws by itself: what an engine says where code was not ready for a value. */
const INTERNAL = new RegExp([
  'Cannot (?:read|set|convert|destructure|mix|access|assign|add|perform|delete)',
    'is not (?:a function|iterable|defined|a constructor|an object|extensible)',
  'undefined is not', 'is not a valid', 'must be a function or', 'Invalid (?:typed array|array|count|time|string)',
    'Class constructor', 'read.?only property',
  'Reduce of empty', 'Array buffer allocation', 'out of (?:bounds|memory)', 'offset is out', 'object null is not',
    'Maximum call stack',
  'Method \\S+ called on', 'unreachable', 'Division by zero', 'The (?:"|number)', 'Unexpected (?:token|end)',
    'of type (?:string|number|function)',
].join('|'));

/** `who: …`, as all our errors begin. */
const OURS = /^[^:\n]{1,60}: \S/;

/** `passed` is what was thrown elsewhere, and is let through. */
export type Answer = 'accepted' | 'passed' | 'refused' | 'internal';

/** Calls once. */
export async function answer(call: () => unknown): Promise<{ readonly answer: Answer; readonly error?: unknown }> {
  try {
    await call();
    return { answer: 'accepted' };
  } catch (error) {
    if (error === PLANTED || isOwnOf(error) || isOfSystem(error)) return { answer: 'passed' };
    return { answer: isOurs(error) ? 'refused' : 'internal', error };
  }
}

/** A class of the sweep's, given for a function, says itself that it is none. */
function isOwnOf(error: unknown): boolean {
  return error instanceof TypeError && error.message.startsWith('Class constructor Own cannot be invoked');
}

/** What the system says of a path, which it names. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

function isOurs(error: unknown): error is Error {
  if (!(error instanceof Error) || !OURS.test(error.message) || INTERNAL.test(withoutReason(error))) return false;
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_BITGRAD_');
}

/** A message without the engine's own, which it may quote at its end. */
const withoutReason = ({ message }: Error): string => message.replace(/ \(.*\)$/, '');

/** The call of a door, by `new` where it is a class. */
export function caller(value: (...args: unknown[]) => unknown, { call }: Door): (args: readonly unknown[]) => unknown {
  if (call !== undefined) return (args) => call(...args);
  const isClass = /^class\b/.test(Function.prototype.toString.call(value));
  return isClass ? (args) => Reflect.construct(value, args) as unknown : (args) => value(...args);
}

/** A place in a call where a value goes: an argument, or an option of one. */
export interface Place {
  readonly path: readonly string[];
  readonly argument: Argument;
}

/** All places of a door: its arguments, their options, and theirs. */
export function placesOf({ args }: Door): Place[] {
  const within = (members: Readonly<Record<string, Argument>>, path: readonly string[]): Place[] =>
    Object.entries(members).flatMap(([name, argument]) =>
      [{ path: [...path, name], argument }, ...within(argument.members ?? {}, [...path, name])]);
  return within(args, []);
}

/** Fresh arguments of the good call, but for values at some places. */
export function argumentsWith({ args }: Door,
  changes: readonly { readonly path: readonly string[]; readonly value: unknown }[]): unknown[] {
  const names = Object.keys(args), made = names.map((name) => args[name].make());
  for (const { path, value } of changes) {
    const at = names.indexOf(path[0]);
    made[at] = replaced(made[at], path.slice(1), value);
  }
  return made;
}

function replaced(holder: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  if (typeof holder !== 'object' || holder === null) return holder; // which another change has replaced
  const [name, ...rest] = path;
  return { ...holder, [name]: replaced((holder as Record<string, unknown>)[name], rest, value) };
}

/** Whether a message names one of the arguments of a door. */
export function namesAnArgument(message: string, door: Door): boolean {
  const words = new Set(message.split(/[^\w]+/).map((each) => each.toLowerCase()));
  const names = [...placesOf(door).map(({ path }) => path[path.length - 1]), ...(door.names ?? []), 'options'];
  return names.some((name) => words.has(name.toLowerCase()));
}

/** Whether a value is good at its place; one that throws when it is looked at never is. */
function takes({ argument, value }: Place & { readonly value: unknown }): boolean {
  try {
    return argument.takes(value);
  } catch {
    return false;
  }
}

/** Whether a value is good at its place, but would keep the sweep waiting. */
function isTooMuch(change: Place & { readonly value: unknown }): boolean {
  const { argument: { most = Infinity }, value } = change;
  return typeof value === 'number' && value > most && takes(change);
}

/** What is wrong with the answer to a bad value at a place; undefined where nothing is. */
export async function fault(
  call: (args: readonly unknown[]) => unknown, door: Door, changes: readonly (Place & { readonly value: unknown })[],
): Promise<string | undefined> {
  if (changes.some((change) => isTooMuch(change))) return undefined;
  const got = await answer(() => call(argumentsWith(door, changes)));
  if (got.answer === 'passed') return undefined;
  if (got.answer === 'accepted') return changes.every(takes) ? undefined : 'accepted in silence';
  const { error } = got;
  if (error instanceof NonFiniteError) return undefined; // which names where in the network
  if (got.answer === 'refused') return namesAnArgument((error as Error).message,
    door) ? undefined : `names no argument: ${String(error)}`;
  return error instanceof Error ? `${String(error)} (${placeIn(error)})` : `threw ${String(error)}`;
}

/** The line of lib that threw; reading a stack is slow. */
function placeIn({ stack = '' }: Error): string {
  return /\/(lib\/[^)\s]*)/.exec(stack)?.[1] ?? '';
}

/** The options that a door says it takes, and that have no place in its row. */
export async function untriedOptions(
  call: (args: readonly unknown[]) => unknown, door: Door,
): Promise<readonly string[]> {
  const untried: string[] = [];
  for (const { path, argument: { make, members } } of placesOf(door)) {
    if (members === undefined) continue;
    const value = { ...make() as object, unheardOf: 1 };
    const { error } = await answer(() => call(argumentsWith(door, [{ path, value }])));
    const taken = /'unheardOf'; it takes (.*)/.exec(String(error))?.[1].split(', ') ?? [];
    untried.push(...taken.filter((name) => !(name in members)));
  }
  return untried;
}
