/**
 * How Node runs a file of ours.
 * @module
 */

/** That of this file: `npm test` compiles first, and tsx does not. */
export const EXTENSION: string = import.meta.url.slice(-3);

/** The file that is run: of `scripts/train.ts` the compiled one, where this one is. */
export function runnable(file: string): string {
  return file.replace(/\.ts$/, EXTENSION);
}

/** What follows `node` to run a command of bitgrad. */
export function bitgrad(...words: readonly string[]): string[] {
  return [...program('scripts/bitgrad.ts'), ...words];
}

/** What follows `node` to run a file. */
export function program(file: string): string[] {
  return [...(EXTENSION === '.ts' ? ['--import', 'tsx'] : []), runnable(file)];
}
