/**
 * The worker as the view has it: questions and their answers.
 * @module
 */
import type { Ask, Failure, Reply, Request, Requests } from '../protocol.ts';

/** What the worker refuses or fails at. */
export class AskError extends Error {
  readonly code: string | undefined;

  constructor({ name, code, message }: Failure) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let last = 0;

function failAll(message: string): void {
  for (const { reject } of waiting.values()) {
    reject(new AskError({ name: 'Error', code: 'ERR_PAGE_WORKER', message }));
  }
  waiting.clear();
}

function started(): Worker {
  const made = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
  made.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) one?.resolve(data.answer);
    else one?.reject(new AskError(data.error));
  });
  made.addEventListener('error', ({ message }) => { failAll(message || 'The worker could not be started.'); });
  made.addEventListener('messageerror', () => { failAll('The worker’s answer could not be read.'); });
  return made;
}

/** Asks the worker; it is started at the first question. */
export const ask: Ask = <Name extends keyof Requests>(
  name: Name, args: Requests[Name]['args'], transfer: readonly ArrayBuffer[] = [],
) => {
  const id = ++last, own = worker ??= started();
  return new Promise<Requests[Name]['answer']>((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
    own.postMessage({ id, name, args } as Request, [...transfer]);
  });
};
