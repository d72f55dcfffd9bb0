/**
 * Where commands write: text for people, and one JSON value for programs.
 *
 * Text goes to stdout; where the JSON value goes there, to stderr.
 * @module
 */
import { writeSync } from 'node:fs';
import { FAILED } from './exitCodes.ts';
import { paintOf, type Paint } from './paint.ts';

let stream: 'stdout' | 'stderr' = 'stdout';

/** Says where text goes from here on. */
export function sayTo(chosen: typeof stream): void {
  stream = chosen;
}

/** Writes a line of text. Not by `console`, which hides that it could not be written. */
export function say(text: string): void {
  process[stream].write(`${text}\n`);
}

/** Writes the JSON value. */
export function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** What draws as text is given: a bar is live on a terminal only. */
export interface Canvas {
  readonly write: (text: string) => void;
  readonly live: boolean;
  readonly columns: number | undefined;
}

export function canvas(): Canvas {
  const { isTTY, columns } = process[stream];
  return {
    write: (text) => { process[stream].write(text); }, live: isTTY === true && process.env['TERM'] !== 'dumb',
    columns: columns || undefined, // a terminal that does not know its width says 0
  };
}

/** The styles of text where it goes. */
export function paint(): Paint {
  return paintOf(process[stream], process.env);
}

/** The command whose output is watched. */
let who: string | undefined;

/** Watches whether the output of a command can be written. */
export function watchOutput(name: string): void {
  const isWatched = who !== undefined;
  who = name;
  if (!isWatched) for (const watched of [process.stdout, process.stderr]) watched.on('error', endByOutput);
}

/**
 * Whoever reads the output, `head` say, may have seen enough: that is no error. Whatever else keeps it from being
 * written is.
 */
function endByOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  try {
    // before the process ends
    writeSync(process.stderr.fd, `${who}: the output cannot be written: ${error.message}\n`);
  } finally {
    process.exit(FAILED);
  }
}
