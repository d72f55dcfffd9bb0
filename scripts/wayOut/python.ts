/**
 * The libraries of Python.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../command/place.ts';

/** What a library made of a network of ours, and of one of its own. */
export interface Told {
  readonly predictions: readonly number[];
  /** Of each step. */
  readonly losses: readonly number[];
  /** Predictions of its own network, whose file it left. */
  readonly own: readonly number[];
}

export interface Library {
  readonly name: 'keras' | 'torch';
  readonly needs: readonly string[];
}

export const LIBRARIES: readonly Library[] = [
  { name: 'keras', needs: ['tensorflow', 'keras', 'safetensors'] }, { name: 'torch', needs: ['torch', 'safetensors'] },
];

const OWN_ENVIRONMENT = { PYTHONDONTWRITEBYTECODE: '1' };

/** What keeps a library from running, if anything does. */
export function missing(python: string, { needs }: Library): string | undefined {
  const look = 'import importlib.util as u, sys; print(" ".join(n for n in sys.argv[1:] if u.find_spec(n) is None))';
  const { error, status, stdout } = spawnSync(python, ['-c', look, ...needs], { encoding: 'utf8' });
  if (error !== undefined || status !== 0) return `${python} cannot be run`;
  const names = stdout.trim();
  return names === '' ? undefined : `${python} has no ${names.replaceAll(' ', ', ')}`;
}

/** Lets a library go on with the files in a folder. Throws an Error with its last words where it fails. */
export function run(
  python: string, { name }: Library, folder: string,
): { readonly version: string; readonly networks: Readonly<Record<string, Told>> } {
  const script = join(ROOT, 'scripts', 'wayOut', 'python', `${name}_way.py`);
  const { error, status, stderr } = spawnSync(python, [script, folder], {
    encoding: 'utf8', env: { ...process.env, ...OWN_ENVIRONMENT },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${name}_way.py ended with ${status}:\n${stderr.slice(-2000)}`);
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ReturnType<typeof run>;
}
