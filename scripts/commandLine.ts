/**
 * What the commands share in reading their command lines.
 * @module
 */
import { parseArgs } from 'node:util';

/** What is wrong with a command line, in one line. */
export class UsageError extends Error {}

/** The options given, each in `texts` with a value, each in `flags` without. Throws UsageError for anything else. */
export function readOptions<Text extends string, Flag extends string>(
  args: readonly string[], texts: readonly Text[], flags: readonly Flag[],
): Readonly<Partial<Record<Text, string> & Record<Flag, boolean>>> {
  const known = [...texts.map((name) => [name, { type: 'string' }] as const), ...flags.map((name) => [name, { type: 'boolean' }] as const)];
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(known) }).values as Partial<Record<Text, string> & Record<Flag, boolean>>;
  } catch (error) {
    throw new UsageError(messageOf(error).split(/\.? *\n|\. /, 1)[0]); // the first sentence; what follows explains the command line at large
  }
}

/** A whole number of at least `minimum`. */
export function integer(option: string, given: string | undefined, byDefault: number, minimum: number): number {
  if (given === undefined) return byDefault;
  const value = /^\d+$/.test(given) ? Number(given) : NaN;
  if (!Number.isSafeInteger(value) || value < minimum) throw new UsageError(`${option} must be a whole number of at least ${minimum}, got '${given}'`);
  return value;
}

/** A number of at least `minimum`. */
export function number<T extends number | undefined>(option: string, given: string | undefined, byDefault: T, minimum: number): number | T {
  if (given === undefined) return byDefault;
  const value = given.trim() === '' ? NaN : Number(given);
  if (!Number.isFinite(value) || value < minimum) throw new UsageError(`${option} must be a number of at least ${minimum}, got '${given}'`);
  return value;
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Prints what ended a command, in one line: exit code 2 for bad usage, else 1. */
export function fail(command: string, error: unknown): void {
  const usage = error instanceof UsageError;
  console.error(`${command}: ${messageOf(error)}${usage ? '; --help lists the options' : ''}`);
  process.exitCode = usage ? 2 : 1;
}

/** Whoever reads the output, `head` say, may have seen enough: that is no error. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
