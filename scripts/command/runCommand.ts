/**
 * How every command runs: help, usage, outputs, and how it ends.
 * @module
 */
import { writeSync } from 'node:fs';
import { helpOf, type Command } from './command.ts';
import { Interruption } from './interruptible.ts';
import { readCommandLine, tryInputs, tryOutputs, type Given } from './readCommandLine.ts';
import { UsageError, messageOf } from './usageError.ts';

/** Writes a line. Not by `console`, which hides that it could not be written. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Reads the command line, tries inputs and outputs, and runs the command. All that may end it early does so in one
 * line, with exit code 2 for bad usage, that of the signal for an interruption, else the command's own for failure.
 */
export async function runCommand<Values>(
  command: Command<Values>, main: (options: Given<Values>) => void | Promise<void>,
): Promise<void> {
  watchOutput(command.name);
  try {
    const options = readCommandLine(command, process.argv.slice(2), process.env);
    if (options === undefined) return say(helpOf(command));
    tryInputs(command, options);
    tryOutputs(command, options);
    await main(options);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.error(`${command.name}: ${messageOf(error)}${isUsage ? '; --help lists the options' : ''}`);
    process.exitCode = isUsage ? 2 : error instanceof Interruption ? error.exitCode : command.failure ?? 1;
  }
}

/**
 * Whoever reads the output, `head` say, may have seen enough: that is no error. Whatever else keeps it from being
 * written is.
 */
function watchOutput(name: string): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    try {
      // before the process ends
      writeSync(process.stderr.fd, `${name}: the output cannot be written: ${error.message}\n`);
    } finally {
      process.exit(1);
    }
  });
}
