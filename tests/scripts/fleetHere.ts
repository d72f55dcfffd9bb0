/**
 * A fleet in this process: jobs and answers cross as JSON, and a test may change an answer on its way.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompileOptions, Sequential } from '../../lib/index.ts';
import { adam, batchNormalization, dense, dropout, sequential } from '../../lib/index.ts';
import { Philox } from '../../lib/random/index.ts';
import { carried, type Carrier } from '../../scripts/fleet/carrier.ts';
import type { Job, JobOf, Kind, ResultOf } from '../../scripts/fleet/jobs.ts';
import { FileStore } from '../../scripts/fleet/store.ts';
import { work, type Answer } from '../../scripts/fleet/work/work.ts';

/** A folder until the process ends. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bitgrad-fleet-test-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

type Change = (job: Job, answer: Answer, store: FileStore) => Answer | Promise<Answer>;

export class Here implements Carrier {
  readonly store: FileStore;
  workers: number;
  jobs = 0;
  readonly #change: Change;

  constructor(workers: number = 2, change: Change = (_, answer) => answer, store: FileStore = new FileStore(folder())) {
    this.workers = workers;
    this.#change = change;
    this.store = store;
  }

  run<K extends Kind>(job: JobOf<K>): Promise<ResultOf<K>> {
    return carried(job, async (own) => {
      this.jobs++;
      const answer = await work(JSON.parse(JSON.stringify(own)), this.store);
      return JSON.parse(JSON.stringify(await this.#change(own, answer, this.store))) as Answer;
    });
  }

  async close(): Promise<void> {}
}

/** Images of noise, a class each. */
export function noise(
  count: number, width: number, classes: number, seed: number,
): { readonly x: Float32Array; readonly y: Uint8Array; readonly count: number } {
  const random = new Philox(seed);
  return {
    x: Float32Array.from({ length: count * width }, () => random.nextFloat() - 0.5),
    y: Uint8Array.from({ length: count }, () => random.nextBelow(classes)), count,
  };
}

/** A network with noise and, where it is asked for, a state. */
export function network(options: Pick<CompileOptions, 'shards' | 'shardStatistics'> = {}): Sequential {
  const model = sequential([
    dense({ units: 7, activation: 'tanh', inputShape: [5] }),
    ...(options.shardStatistics ? [batchNormalization()] : []), dropout({ rate: 0.25 }),
    dense({ units: 3, activation: 'softmax' }),
  ], { seed: 3 });
  model.compile({
    optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], ...options,
  });
  return model;
}
