/**
 * The hashes that every engine must have, as they stand in the repository.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../command/place.ts';

export const EXPECTED: string = join(ROOT, 'tests', 'vectors', 'sameBits.json');

/** Of each training by its name, one after each 50 steps. */
export type Hashes = Readonly<Record<string, readonly string[]>>;

export function expectedHashes(): Hashes {
  return (JSON.parse(readFileSync(EXPECTED, 'utf8')) as { readonly hashes: Hashes }).hashes;
}

/** Writes them, a line for each training. */
export function writeExpected(source: string, hashes: Hashes, path: string = EXPECTED): void {
  const lines = Object.entries(hashes).map(([name, list]) => `  ${JSON.stringify(name)}: ${JSON.stringify(list)}`);
  writeFileSync(path, `{\n "source": ${JSON.stringify(source)},\n "hashes": {\n${lines.join(',\n')}\n }\n}\n`);
}
