/**
 * Workers behind a queue: jobs on BullMQ over Redis, wherever the workers run.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { MOST_TRIES, carried, type Carrier } from './carrier.ts';
import { dataOf, type Job, type JobOf, type Kind, type ResultOf } from './jobs.ts';
import { Connections, PREFIX, type Queue, type QueueEvents, type Redis } from './redis.ts';
import { RedisStore } from './redisStore.ts';
import type { Answer } from './work/work.ts';

interface Task {
  readonly job: Job;
  readonly settle: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  /** Its name in the queue, another each time that it is given. */
  id: string;
  tries: number;
  isThere: boolean;
}

/** Milliseconds between two looks at what has become of jobs, and for which the end of a queue is waited for. */
const LOOK = 1000, END = 2000;
/** Seconds for which BullMQ remembers a job that is done: longer than between two looks. */
const REMEMBERED = 600;
/** Jobs are given anew so often where the queue has forgotten them, or their data. */
const MOST_LOSSES = 100;

export class QueueCarrier implements Carrier {
  readonly store: RedisStore;
  workers = 1;
  readonly #connections: Connections;
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #tasks: Map<string, Task> = new Map();
  readonly #timer: NodeJS.Timeout;
  readonly #name: string = randomBytes(6).toString('hex');
  #given = 0;
  #isLooking = false;
  #end: Error | undefined;

  constructor(connections: Connections, name: string) {
    const { packages: { Queue, QueueEvents } } = connections;
    this.#connections = connections;
    this.#redis = connections.connect();
    this.store = new RedisStore(connections, name, true);
    this.#queue = new Queue(name, { connection: this.#redis, prefix: PREFIX });
    this.#events = new QueueEvents(name, { connection: connections.connect(), prefix: PREFIX });
    for (const each of [this.#queue, this.#events]) each.on('error', (error) => connections.hear(error));
    this.#events.on('completed', ({ jobId, returnvalue }) => this.#done(jobId, returnvalue));
    this.#events.on('failed', ({ jobId, failedReason }) => this.#again(jobId, failedReason, 'try'));
    this.#timer = setInterval(() => { void this.#look(); }, LOOK);
    connections.gone.catch((error: Error) => this.#stop(error));
  }

  run<K extends Kind>(job: JobOf<K>): Promise<ResultOf<K>> {
    return carried(job, (own) => new Promise((settle, reject) => {
      if (this.#end !== undefined) return reject(this.#end);
      this.#give({ job: own, settle, reject, id: '', tries: 0, isThere: false });
    }));
  }

  async close(): Promise<void> {
    const ids = [...this.#tasks.keys()];
    this.#stop(new Error('the queue has been left'));
    const left = (async () => {
      await Promise.allSettled(ids.map((id) => this.#queue.remove(id)));
      await Promise.allSettled([this.#events.close(), this.#queue.close()]);
    })();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([left, new Promise((ended) => { timer = setTimeout(ended, END); })]);
    clearTimeout(timer);
    this.#connections.close();
  }

  #give(task: Task): void {
    task.id = `${this.#name}-${++this.#given}`;
    task.isThere = false;
    this.#tasks.set(task.id, task);
    const options = { jobId: task.id, removeOnComplete: { age: REMEMBERED }, removeOnFail: { age: REMEMBERED } };
    const added = this.#connections.expect(this.#queue.add(task.job.kind, task.job, options));
    added.then(() => { task.isThere = true; }, task.reject);
  }

  /** The first answer to a job counts. */
  #done(id: string, value: unknown): void {
    const task = this.#tasks.get(id), answer = (typeof value === 'string' ? parsed(value) : value) as Answer;
    if (task === undefined) return;
    if (typeof answer === 'object' && answer !== null && 'missing' in answer) {
      return this.#again(id, `data of SHA-256 ${answer.missing} are not there`, 'loss');
    }
    this.#tasks.delete(id);
    task.settle(answer);
  }

  /** Gives a job anew: its worker has died, or the queue has forgotten it or its data. */
  #again(id: string, why: string, how: 'try' | 'loss'): void {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    this.#tasks.delete(id);
    task.tries += how === 'try' ? MOST_LOSSES / MOST_TRIES : 1;
    if (task.tries >= MOST_LOSSES) {
      return task.reject(new Error(`a job of kind ${task.job.kind} was given too often, the last time: ${why}`));
    }
    Promise.all(dataOf(task.job).map((digest) => this.store.ensure(digest))).then(() => this.#give(task), task.reject);
  }

  /** What no event has told: a Redis that was away has lost events, and may have lost jobs. */
  async #look(): Promise<void> {
    if (this.#isLooking || this.#redis.status !== 'ready') return;
    this.#isLooking = true;
    try {
      this.workers = Math.max(1, await this.#queue.getWorkersCount());
      for (const [id, { isThere }] of [...this.#tasks]) {
        const state = isThere ? await this.#queue.getJobState(id) : 'new';
        if (state === 'unknown') this.#again(id, 'the queue has forgotten it', 'loss');
        if (state === 'completed') this.#done(id, (await this.#queue.getJob(id))?.returnvalue);
        if (state === 'failed') this.#again(id, (await this.#queue.getJob(id))?.failedReason ?? 'it failed', 'try');
      }
    } catch (error) {
      this.#connections.hear(error); // unless it is refused, it is looked again when the connection is back
    } finally {
      this.#isLooking = false;
    }
  }

  #stop(error: Error): void {
    this.#end ??= error;
    clearInterval(this.#timer);
    for (const task of this.#tasks.values()) task.reject(error);
    this.#tasks.clear();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
