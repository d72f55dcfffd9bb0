/**
 * Workers on this machine: processes of our own.
 * @module
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MOST_TRIES, carried, type Carrier } from './carrier.ts';
import type { Job, JobOf, Kind, ResultOf } from './jobs.ts';
import type { FileStore } from './store.ts';
import type { Answer } from './work/work.ts';

/** The program of a worker, compiled where this file is. */
const PROGRAM = fileURLToPath(new URL(`process${import.meta.url.slice(-3)}`, import.meta.url));

interface Task {
  readonly job: Job;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  tries: number;
}

/** So many processes, which share a folder of data with this one. */
export class Pool implements Carrier {
  readonly store: FileStore;
  readonly workers: number;
  readonly #waiting: Task[] = [];
  /** What each process is at. */
  readonly #tasks: Map<ChildProcess, Task | undefined> = new Map();
  #isClosed = false;

  constructor(store: FileStore, workers: number) {
    this.store = store;
    this.workers = workers;
    for (let i = 0; i < workers; i++) this.#start();
  }

  run<K extends Kind>(job: JobOf<K>): Promise<ResultOf<K>> {
    return carried(job, (own) => new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('the workers have been ended'));
      this.#waiting.push({ job: own, resolve, reject, tries: 0 });
      this.#hand();
    }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const processes = [...this.#tasks.keys()];
    for (const task of this.#waiting.splice(0)) task.reject(new Error('the workers have been ended'));
    await Promise.all(processes.map((child) => new Promise<void>((ended) => {
      if (child.exitCode !== null || child.signalCode !== null) return ended();
      child.once('exit', () => ended());
      child.kill('SIGKILL'); // what it holds is a copy
    })));
  }

  /** The processes' numbers, so that a test can end one. */
  get pids(): number[] {
    return [...this.#tasks.keys()].flatMap(({ pid }) => pid ?? []);
  }

  #start(): void {
    const child = fork(PROGRAM, [this.store.folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#tasks.set(child, undefined);
    child.on('message', (answer: Answer) => {
      const task = this.#tasks.get(child);
      this.#tasks.set(child, undefined);
      task?.resolve(answer);
      this.#hand();
    });
    child.on('error', () => this.#lost(child, 'it cannot be started or reached'));
    child.on('exit', (code, signal) => this.#lost(child, signal ?? `exit code ${code}`));
  }

  /** A process is gone: what it was at is given again, and another takes its place. */
  #lost(child: ChildProcess, how: string): void {
    const task = this.#tasks.get(child);
    if (!this.#tasks.delete(child)) return;
    if (this.#isClosed) return task?.reject(new Error('the workers have been ended'));
    if (task !== undefined && ++task.tries >= MOST_TRIES) {
      const message = `${MOST_TRIES} workers ended over a job of kind ${task.job.kind}, the last by ${how}`;
      task.reject(new Error(message));
    } else if (task !== undefined) this.#waiting.unshift(task);
    else if (++this.#idleDeaths > this.workers * MOST_TRIES) return this.#giveUp(how);
    this.#start();
    this.#hand();
  }

  /** Processes that ended without a job, which they should not. */
  #idleDeaths = 0;

  #giveUp(how: string): void {
    const error = new Error(`workers end before they have a job, the last by ${how}`);
    for (const task of this.#waiting.splice(0)) task.reject(error);
  }

  #hand(): void {
    for (const [child, busy] of this.#tasks) {
      if (busy !== undefined || this.#waiting.length === 0 || !child.connected) continue;
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#tasks.set(child, task);
      child.send(task.job, () => {}); // where it cannot be sent the process is gone, which is heard
    }
  }
}
