/**
 * Time and turns of the event loop, on whatever platform this is.
 * @module
 */

/** What is used of the platform, where it is there. */

interface Platform {
  readonly performance?: { now(): number };
  readonly setImmediate?: (callback: () => void) => void;
  readonly setInterval?: (callback: () => void, milliseconds: number) => unknown;
  readonly clearInterval?: (timer: unknown) => void;
  readonly setTimeout?: (callback: () => void, milliseconds: number) => void;
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port };
}

interface Port {
  onmessage?: (() => void) | null;
  postMessage(message: null): void;
  /** Node.js' own: whether the process stays for its messages. */
  ref?(): void;
  unref?(): void;
}

const platform = globalThis as Platform;

/**
 * Calls `callback` every so many milliseconds until what it returns is called. Until then the process does not end, if
 * this is one.
 */
export function every(milliseconds: number, callback: () => void): () => void {
  const { setInterval, clearInterval } = platform, timer = setInterval?.(callback, milliseconds);
  return () => clearInterval?.(timer);
}

/** Milliseconds from some fixed moment; used for when to yield and what to show, never for a number that is trained. */
export function now(): number {
  return platform.performance?.now() ?? Date.now();
}

/** Those who wait for a message to come, in order. */
const waiting: (() => void)[] = [];
/** Its two ends: to make a channel for each turn costs browsers more than the turn. */
let ends: { readonly port1: Port; readonly port2: Port } | undefined;

function postTo(channel: NonNullable<Platform['MessageChannel']>, resolve: () => void): void {
  if (ends === undefined) {
    const { port1 } = ends = new channel();
    port1.onmessage = () => {
      waiting.shift()?.();
      if (waiting.length === 0) port1.unref?.();
    };
  }
  ends.port1.ref?.();
  ends.port2.postMessage(null);
  waiting.push(resolve); // not before there is a message to come
}

/**
 * Resolves in a later turn of the event loop, as soon as the platform allows (browsers hold a timer back by 4 ms,
 * a message not).
 */
export function nextTurn(): Promise<void> {
  const { setImmediate, MessageChannel, setTimeout } = platform;
  return new Promise((resolve) => {
    if (setImmediate !== undefined) setImmediate(resolve);
    else if (MessageChannel !== undefined) postTo(MessageChannel, resolve);
    else if (setTimeout !== undefined) setTimeout(resolve, 0);
    else resolve();
  });
}
