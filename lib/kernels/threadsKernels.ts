/**
 * Which tables have threads, and what is said where there can be none.
 * @module
 */

import { canShareMemory, warn } from '../core/platform.ts';
import { hasThreads } from '../core/thread.ts';
import { capabilities } from './capabilities.ts';
import type { Kernels } from './kernels.ts';
import type { Routine } from './routines/routine.ts';
import { threadsTable, type ThreadsKernels } from './threads/threadsTable.ts';

/** Why threads cannot share memory here; undefined where they can. */
function whyAlone(): string | undefined {
  const { simd128, reason } = capabilities();
  if (!simd128) return reason;
  if (!canShareMemory()) {
    return 'SharedArrayBuffer is absent; a page has it where it is served with Cross-Origin-Opener-Policy: same-origin '
      + 'and Cross-Origin-Embedder-Policy: require-corp';
  }
  return hasThreads() ? undefined : 'the platform starts no threads; Node.js does from 20.16 on';
}

/**
 * A table of these routines on so many threads. Where threads cannot share memory it is `alone` that computes, which is
 * said once on the console.
 */
export function createThreadsKernels(
  routines: readonly Routine[], threads: number, alone: () => Kernels,
): ThreadsKernels {
  const why = threads === 1 ? undefined : whyAlone();
  if (why !== undefined) warn(`bitgrad: one thread computes, since ${why}`);
  if (threads > 1 && why === undefined) {
    try {
      return threadsTable(routines, threads);
    } catch (error) { // a policy forbids it, or the code comes from another origin than the page
      warn(`bitgrad: one thread computes, since no other could be started (${String(error)})`);
    }
  }
  const table = alone();
  return { ...table, threads: 1, hasStarted: true, dispose: () => {} };
}

/** Tables by their number of threads, as long as one model holds them. */
const shared = new Map<number, WeakRef<ThreadsKernels>>();

/** The table that models of so many threads have in common. */
export function sharedThreadsKernels(
  routines: readonly Routine[], threads: number, alone: () => Kernels,
): ThreadsKernels {
  const known = shared.get(threads)?.deref();
  if (known !== undefined && known.threads === threads) return known;
  const made = createThreadsKernels(routines, threads, alone);
  shared.set(threads, new WeakRef(made));
  return made;
}
