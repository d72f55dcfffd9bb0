/**
 * The workers that a command asks for.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { interruptible } from '../command/interruptible.ts';
import type { Carrier } from './carrier.ts';
import type { FleetOptions } from './options.ts';
import { Pool } from './pool.ts';
import { QueueCarrier } from './queue.ts';
import { Connections, packages } from './redis.ts';
import { FileStore } from './store.ts';

/**
 * Works with the workers of a command line, which are ended with it, by Ctrl-C too. `store` is for processes of this
 * machine; without one they have a folder that is removed at the end.
 */
export function withFleet<T>(
  options: FleetOptions, act: (carrier: Carrier, signal: AbortSignal) => Promise<T>, store?: FileStore,
): Promise<T> {
  return interruptible(async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'bitgrad-fleet-'));
    let carrier: Carrier | undefined;
    try {
      carrier = await carrierOf(options, store ?? new FileStore(folder));
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      return await Promise.race([act(carrier, signal), aborted]);
    } finally {
      await carrier?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function carrierOf(
  { workers = availableParallelism(), redis, queue, patience }: FleetOptions, store: FileStore,
): Promise<Carrier> {
  if (redis === undefined) return new Pool(store, workers);
  return new QueueCarrier(new Connections(packages(), redis, patience), queue);
}
