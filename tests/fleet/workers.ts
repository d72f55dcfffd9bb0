/**
 * Commands of bitgrad as processes, compiled.
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command of the compiled copy in `folder`; what it came to. */
export function start(
  folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(folder, 'scripts', 'bitgrad.js'), ...words], {
    cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', ...env },
  });
  let stdout = '', stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const ended = new Promise<Ended>((resolve) => { child.on('close', (code) => resolve({ code, stdout, stderr })); });
  return { child, ended };
}

/** Workers of a queue, which can be killed. */
export class Workers {
  readonly #folder: string;
  readonly #words: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  readonly #all: ChildProcess[] = [];

  constructor(folder: string, url: string, env: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#words = ['fleet', 'worker', '--redis', url, '--lease', '2'];
    this.#env = env;
  }

  add(): void {
    this.#all.push(start(this.#folder, this.#words, this.#env).child);
  }

  /** Kills the one whose turn it is, and starts another. */
  replace(which: number): void {
    this.#all.splice(which % this.#all.length, 1)[0].kill('SIGKILL');
    this.add();
  }

  end(): void {
    for (const child of this.#all.splice(0)) child.kill('SIGKILL');
  }
}
