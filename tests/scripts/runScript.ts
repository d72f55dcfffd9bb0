/**
 * Runs a command of scripts/ as npm does.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The output of `scripts/<name>.ts` with arguments, on the built-in digits unless they say otherwise. */
export function runScript(name: string, ...args: readonly string[]): Outcome {
  const env = { ...process.env, MNIST_DIR: '' };
  return spawnSync(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** The JSON object of the last line. */
export function lastJson({ stdout }: Outcome): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
