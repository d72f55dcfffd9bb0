/**
 * Runs commands as npm does.
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { program, runnable } from '../helpers/program.ts';
import type { Run } from './drive.ts';

const ROOT = new URL('../..', import.meta.url);

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Those who wait for an outcome, first come, first served. */
const waiting: ((outcome: Outcome) => void)[] = [];
let driver: ChildProcess | undefined;

/** The process in which all commands of a test file run, one after the other: to start one for each would take long. */
function started(): ChildProcess {
  const child = spawn(process.execPath, program('tests/scripts/drive.ts'), {
    cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (outcome: Outcome) => {
    waiting.shift()?.(outcome);
    if (waiting.length === 0) child.channel?.unref();
  });
  child.on('exit', (status, signal) => {
    const stderr = `the process of all commands ended by ${signal ?? status}`;
    for (const answer of waiting.splice(0)) answer({ status, stdout: '', stderr });
    driver = undefined;
  });
  child.unref();
  return child;
}

/** The outcome of a file of ours with arguments. */
export function runFile(file: string, args: readonly string[], data: string = ''): Promise<Outcome> {
  driver ??= started();
  driver.channel?.ref();
  const run: Run = { file: new URL(runnable(file), ROOT).href, args, data };
  driver.send(run);
  return new Promise((answer) => { waiting.push(answer); });
}

/** The outcome of a command of bitgrad with arguments, on the built-in digits unless they say otherwise. */
export function runScript(name: string, ...args: readonly string[]): Promise<Outcome> {
  return runOn('', name, ...args);
}

/** The same on the data in a folder, by MNIST_DIR. */
export function runOn(data: string, name: string, ...args: readonly string[]): Promise<Outcome> {
  return runFile('scripts/bitgrad.ts', [name, ...args], data);
}

/** What --json printed, and nothing else. */
export function jsonOf({ stdout }: Outcome): unknown {
  return JSON.parse(stdout);
}

/** The outcomes of commands, each given as file and arguments. */
export function runInTurn(
  runs: readonly (readonly [file: string, args: readonly string[]])[],
): Promise<Outcome[]> {
  return Promise.all(runs.map(([file, args]) => runFile(file, args)));
}
