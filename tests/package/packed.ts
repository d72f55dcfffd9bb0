/**
 * The package as users get it: built, packed and installed in a folder of its own.
 * @module
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from './documents.ts';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/** Where types and code of an entry lie. */
export interface Target {
  readonly types: string;
  readonly default: string;
}

/** What `package.json` says, as far as it is asked here. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  /** By condition; `./package.json` is itself. */
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, Target>>>>;
  readonly [field: string]: unknown;
}

export interface Packed {
  /** Where a user's programs lie, beside the installed package. */
  readonly consumer: string;
  /** Every file of the package, with `/` between folders, sorted. */
  readonly files: readonly string[];
  readonly manifest: Manifest;
  readonly remove: () => void;
}

/** Runs a command to its end. Throws an Error with all of its output unless it exits with 0. */
export function run(
  command: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {},
): string {
  const env = { ...process.env, ...environment };
  const shell = ['npm', 'npx'].includes(command) && process.platform === 'win32';
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', shell });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} exited with ${status}: ${error?.message ?? ''}\n${stdout}${stderr}`);
  }
  return stdout;
}

/** Type-checks, and emits, what a `tsconfig.json` in `directory` names. */
export function compile(directory: string, config: string): void {
  run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', config], directory);
}

/**
 * Builds a copy of the tree, so that the tree itself stays as it is, packs it and installs the tarball without
 * a network. What is packed is what the compiler writes: the bundle, which is published, has the same entries.
 */
export function installPacked(): Packed {
  const directory = mkdtempSync(join(tmpdir(), 'bitgrad-package-'));
  const source = join(directory, 'source'), consumer = join(directory, 'consumer');
  mkdirSync(consumer);
  const others = ['package.json', 'tsconfig.json', 'LICENSE', 'CHANGELOG.md'];
  for (const name of ['lib', 'scripts', 'bench', 'tests', ...others, ...documents().map(({ path }) => path)]) {
    cpSync(join(ROOT, name), join(source, name), { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'), 'junction');
  run('npm', ['run', 'build'], source);
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], source);
  const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(
    'npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(directory, tarball)], consumer,
  );
  const installed = join(consumer, 'node_modules', 'bitgrad');
  return {
    consumer,
    files: filesIn(installed),
    manifest: JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest,
    remove: () => rmSync(directory, { recursive: true }),
  };
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => name.replaceAll(sep, '/'))
    .sort();
}
