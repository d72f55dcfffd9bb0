/**
 * Threads of the platform: worker_threads of Node.js, Bun and Deno, module workers of browsers.
 *
 * A thread runs a module of the package. It does not keep the process from ending.
 * @module
 */

import { StateError } from './errors.ts';

/**
 * The module that a thread runs. Both are written out where it is asked for, since bundlers look for these very forms;
 * where sources run as they are, './main.js' is main.ts.
 */
export interface ThreadModule {
  /** `() => new URL('./main.js', import.meta.url)` */
  readonly at: () => { readonly href: string };
  /** `() => new Worker(new URL('./main.js', import.meta.url), { type: 'module' })` */
  readonly inBrowser: () => WebWorker;
}

/** What is used of a browser's Worker. */
export interface WebWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage(message: unknown, transfer: readonly object[]): void;
  terminate(): void;
}

/** What is used of a Worker of worker_threads. */
interface NodeWorker {
  on(event: 'message' | 'error' | 'messageerror', listener: (value: unknown) => void): void;
  on(event: 'exit', listener: (code: number) => void): void;
  postMessage(message: unknown, transfer: readonly object[]): void;
  terminate(): unknown;
  unref(): void;
}

interface NodePort {
  on(event: 'message', listener: (message: unknown) => void): void;
  postMessage(message: unknown, transfer: readonly object[]): void;
}

interface WorkerThreads {
  readonly Worker: new (source: string | object, options?: { readonly eval: boolean }) => NodeWorker;
  readonly parentPort: NodePort | null;
}

interface Platform {
  readonly process?: { getBuiltinModule?(name: 'node:worker_threads'): WorkerThreads | undefined };
  readonly Worker?: unknown;
  postMessage?(message: unknown, transfer: readonly object[]): void;
  onmessage?: ((event: { readonly data: unknown }) => void) | null;
}

const platform = globalThis as Platform;
/** Whether this is a clone, whose sources run as they are. */
const isSource = (import.meta as { readonly url?: string }).url?.endsWith('.ts') === true;

function workerThreads(): WorkerThreads | undefined {
  return platform.process?.getBuiltinModule?.('node:worker_threads');
}

/** Whether this platform can start threads: not Node.js before 20.16, nor a page whose engine has no workers. */
export function hasThreads(): boolean {
  return workerThreads() !== undefined || platform.Worker !== undefined;
}

/** A thread that runs, or is about to: what is posted to it before waits for it. */
export interface Thread {
  /** Sends a copy, but for what is shared, and for what `transfer` lists, which this thread loses. */
  postMessage(message: unknown, transfer?: readonly object[]): void;
  /** Ends it, whatever it does. */
  terminate(): void;
}

/** Who hears of a thread. */
export interface ThreadListener {
  onMessage(message: unknown): void;
  /** It has ended by itself or by an error, or could not be started; at most once, and not after `terminate`. */
  onEnd(error: Error): void;
}

const NONE: readonly object[] = [];

/** Starts a thread. Throws StateError where there are none, and what the platform throws where it forbids them. */
export function startThread(module: ThreadModule, listener: ThreadListener): Thread {
  const threads = workerThreads();
  let isOver = false;
  const end = (cause: unknown): void => {
    if (isOver) return;
    isOver = true;
    listener.onEnd(cause instanceof Error ? cause : new Error(String(cause)));
  };
  const worker = threads !== undefined ? startNode(threads, module, listener, end) : startWeb(module, listener, end);
  return {
    postMessage: (message, transfer = NONE) => worker.postMessage(message, transfer),
    terminate() {
      isOver = true;
      worker.terminate();
    },
  };
}

type Worker = Pick<WebWorker, 'postMessage' | 'terminate'>;

function startNode(
  { Worker }: WorkerThreads, { at }: ThreadModule, { onMessage }: ThreadListener, end: (cause: unknown) => void,
): Worker {
  const url = at(), worker = isSource ? new Worker(readSource(url.href), { eval: true }) : new Worker(url);
  worker.on('message', onMessage);
  worker.on('error', end);
  worker.on('messageerror', end);
  worker.on('exit', (code) => end(new Error(`the thread ended with code ${code}`)));
  worker.unref();
  return worker;
}

/** Sources are read by tsx, which must be asked for anew in each thread. */
function readSource(href: string): string {
  const source = JSON.stringify(href.replace(/js$/, 'ts'));
  return `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}); });`;
}

function startWeb({ inBrowser }: ThreadModule, { onMessage }: ThreadListener, end: (cause: unknown) => void): Worker {
  if (platform.Worker === undefined) throw new StateError('startThread: the platform must have threads, got none');
  const worker = inBrowser();
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onmessageerror = () => end('a message could not be read');
  worker.onerror = ({ message = 'the thread could not be started' }) => end(message);
  return worker;
}

/** The thread that has started this one, as that sees it. */
export interface Parent {
  postMessage(message: unknown, transfer?: readonly object[]): void;
  /** Replaces the listener; messages that came before the first are not lost. */
  listen(onMessage: (message: unknown) => void): void;
}

/** In a thread: who has started it. Throws StateError in a thread that has not been started by another. */
export function parentThread(): Parent {
  const port = workerThreads()?.parentPort, { postMessage } = platform;
  if (port !== null && port !== undefined) {
    let onMessage: ((message: unknown) => void) | undefined;
    return {
      postMessage: (message, transfer = NONE) => port.postMessage(message, transfer),
      listen(next) {
        if (onMessage === undefined) port.on('message', (message) => onMessage?.(message));
        onMessage = next;
      },
    };
  }
  if (postMessage === undefined || 'document' in globalThis) {
    throw new StateError('parentThread: it must be called in a thread, got the main one');
  }
  return {
    postMessage: (message, transfer = NONE) => postMessage(message, transfer),
    listen(next) { platform.onmessage = ({ data }) => next(data); },
  };
}
