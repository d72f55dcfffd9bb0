/**
 * Ctrl-C.
 * @module
 */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** A signal within so many milliseconds of the first is the same one, come a second time by way of npm or tsx. */
const SAME = 250;

/** The user, or the system, has asked for the end. */
export class Interruption extends Error {
  /** As a shell has it: 128 and the signal's number. */
  readonly exitCode: number;
  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** What a process offers, as far as it is used. */
export interface Interrupted {
  on(signal: (typeof SIGNALS)[number], listener: (signal: (typeof SIGNALS)[number]) => void): unknown;
  off(signal: (typeof SIGNALS)[number], listener: (signal: (typeof SIGNALS)[number]) => void): unknown;
  exit(code: number): void;
}

/**
 * Does work that can be ended early. The first SIGINT or SIGTERM aborts its signal, with an Interruption as the reason,
 * and the work ends as it likes; the next one ends the process at once.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>, target: Interrupted = process, now: () => number = () => performance.now(),
): Promise<T> {
  const abort = new AbortController();
  let first = 0;
  const listener = (signal: (typeof SIGNALS)[number]): void => {
    const interruption = new Interruption(signal);
    if (abort.signal.aborted) {
      if (now() - first > SAME) target.exit(interruption.exitCode);
      return;
    }
    first = now();
    abort.abort(interruption);
  };
  for (const signal of SIGNALS) target.on(signal, listener);
  try {
    return await work(abort.signal);
  } finally {
    for (const signal of SIGNALS) target.off(signal, listener);
  }
}
