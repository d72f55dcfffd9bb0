/**
 * A library's process, seen from the bench.
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Failure, Hello, Ready, Request, Sample } from './protocol.ts';

/** How long a library may take to be there, and to answer. */
const START_MS = 120_000;
const ANSWER_MS = 120_000;
/** The end of what a process said before it died is kept for its error. */
const KEPT = 2000;

export class Worker {
  readonly hello: Promise<Hello>;
  readonly #child: ChildProcess;
  #stderr = '';
  #settle: ((answer: object) => void) | undefined;
  #end: Failure | undefined;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.hello = this.#answer<Hello>(START_MS);
    createInterface(child.stdout)
      .on('line', (line) => { if (line.startsWith('{')) this.#receive(JSON.parse(line) as object); });
    child.stderr.on('data', (chunk: Buffer) => { this.#stderr = (this.#stderr + chunk.toString()).slice(-KEPT); });
    child.stdin.on('error', () => {}); // it died: 'close' says so
    child.on('error', (error) => this.#finish(error.message));
    child.on('close', (code, signal) =>
      this.#finish(`its process ended with ${signal ?? `code ${code}`}: ${lastLine(this.#stderr)}`));
  }

  prepare(work: Extract<Request, { command: 'prepare' }>['work']): Promise<Ready> {
    return this.#ask({ command: 'prepare', work });
  }

  async sample(before: number, times: number): Promise<number> {
    return (await this.#ask<Sample>({ command: 'sample', before, times })).us;
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return this.#end === undefined && !this.#child.killed;
  }

  stop(): void {
    if (this.alive) this.#child.kill('SIGKILL');
  }

  #ask<T extends object>(request: Request): Promise<T> {
    const answer = this.#answer<T>(ANSWER_MS);
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return answer;
  }

  /** The next line it says. One that takes too long is stopped. */
  #answer<T extends object>(patience: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#receive({ error: `took longer than ${patience / 1000} s` });
        this.stop();
      }, patience);
      this.#settle = (answer) => {
        clearTimeout(timer);
        if (isFailure(answer)) reject(new Error(answer.error));
        else resolve(answer as T);
      };
      if (this.#end !== undefined) this.#receive(this.#end);
    });
  }

  #finish(error: string): void {
    this.#end ??= { error };
    this.#receive(this.#end);
  }

  #receive(answer: object): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(answer);
  }
}

function isFailure(answer: object): answer is Failure {
  return 'error' in answer;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
