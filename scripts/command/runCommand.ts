/**
 * How every command runs: help, usage, outputs, and how it ends.
 * @module
 */
import { helpOf, type Command } from './command.ts';
import { FAILED, WRONG_USE } from './exitCodes.ts';
import { Interruption } from './interruptible.ts';
import { answer, paint, say, sayTo, watchOutput } from './output.ts';
import { paintOf } from './paint.ts';
import { readCommandLine, tryInputs, tryOutputs, type Given } from './readCommandLine.ts';
import { UsageError, messageOf } from './usageError.ts';

/** A command that can be run, given the words after its name. */
export type Run = (words: readonly string[]) => Promise<void>;

/**
 * A command whose work is `main`. It reads the command line, tries inputs and outputs, and works. What `main` returns
 * is what --json prints; a verdict, whose `ok` is false where it is no, ends with exit code 1. All that may end it
 * early does so in one line, with exit code 2 for wrong use, that of the signal for an interruption, else 3.
 */
export function commandOf<Values>(command: Command<Values>, main: (options: Given<Values>) => unknown): Run {
  return (words) => ending(command.name, async () => {
    const options = readCommandLine(command, words, process.env);
    if (options === undefined) return say(helpOf(command, paint()));
    const isForPrograms = 'json' in options && options.json === true;
    sayTo(isForPrograms ? 'stderr' : 'stdout');
    tryInputs(command, options);
    tryOutputs(command, options);
    const result = await main(options);
    if (isForPrograms) answer(result);
    if (isNo(result)) process.exitCode = 1;
  });
}

/** Runs a command that has a file of its own. */
export function runCommand<Values>(
  command: Command<Values>, main: (options: Given<Values>) => unknown,
): Promise<void> {
  return commandOf(command, main)(process.argv.slice(2));
}

/** Does what a command does, and ends as commands end. */
export async function ending(name: string, act: () => void | Promise<void>): Promise<void> {
  sayTo('stdout');
  watchOutput(name);
  try {
    await act();
  } catch (error) {
    const isUsage = error instanceof UsageError, styled = paintOf(process.stderr, process.env);
    const hint = isUsage ? `; --help lists the ${name === 'bitgrad' ? 'commands' : 'options'}` : '';
    process.stderr.write(`${styled('red', `${name}:`)} ${messageOf(error)}${hint}\n`);
    process.exitCode = isUsage ? WRONG_USE : error instanceof Interruption ? error.exitCode : FAILED;
  }
}

function isNo(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
}
