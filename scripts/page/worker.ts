/**
 * The worker of the page: messages in, answers out. `engine/session.ts` does the work.
 * @module
 */
import { failureOf } from './engine/failure.ts';
import { Session } from './engine/session.ts';
import { buffersOf } from './engine/transfer.ts';
import type { Reply, Request } from './protocol.ts';

/** What is used of a worker's global scope; the compiler knows neither the DOM's nor the workers' types here. */
interface Scope {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(reply: Reply, transfer?: readonly ArrayBuffer[]): void;
}

const scope = globalThis as object as Scope, session = new Session();

scope.onmessage = ({ data: { id, name, args } }) => {
  session.ask(name, args as never).then(
    (answer) => { scope.postMessage({ id, ok: true, answer }, buffersOf(answer)); },
    (error: unknown) => { scope.postMessage({ id, ok: false, error: failureOf(error) }); },
  );
};
