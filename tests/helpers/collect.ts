/**
 * The engine's garbage collection, on demand.
 * @module
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/**
 * Collects all that nobody holds. Memory outside of the heap, and what was looked at by a WeakRef, goes in a later
 * turn.
 */
export async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await nextTurn();
    gc();
  }
  await nextTurn();
}
