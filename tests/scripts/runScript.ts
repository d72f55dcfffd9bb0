/**
 * Runs commands as npm does.
 * @module
 */
import { spawn } from 'node:child_process';
import { program, runnable } from '../helpers/program.ts';

const ROOT = new URL('../..', import.meta.url);

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The output of `scripts/<name>.ts` with arguments, on the built-in digits unless they say otherwise. */
export async function runScript(name: string, ...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, MNIST_DIR: '' };
  const child = spawn(process.execPath, [...program(`scripts/${name}.ts`), ...args], { cwd: ROOT, env });
  let stdout = '', stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
  const status = await new Promise<number | null>((closed) => child.on('close', closed));
  return { status, stdout, stderr };
}

/** The JSON object of the last line. */
export function lastJson({ stdout }: Outcome): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/**
 * The outcomes of commands, each given as file and arguments, one after the other in a single process: to start one for
 * each would take long.
 * None of them may end by `process.exit`.
 */
export async function runInTurn(
  runs: readonly (readonly [file: string, args: readonly string[]])[],
): Promise<Outcome[]> {
  const files = runs.map(([file, args]) => [new URL(runnable(file), ROOT).href, args]);
  const child = spawn(process.execPath, [...program('tests/scripts/drive.ts'), JSON.stringify(files)], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, MNIST_DIR: '' },
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
  await new Promise((closed) => child.on('close', closed));
  return JSON.parse(out) as Outcome[];
}
