/**
 * Where the running program lies: in a clone, in a compiled copy of one, or in the package.
 * @module
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(import.meta.url);

/** The folder of package.json: data files are named from here. */
export const ROOT: string = rootOf(dirname(OWN));

/** Whether this is the package, whose programs lie in dist, and not a clone. */
export const isPackage: boolean = relative(ROOT, OWN).split(sep)[0] === 'dist';

/** The folder of the compiled files; undefined where tsx runs the sources. */
export const COMPILED: string | undefined = OWN.endsWith('.ts') ? undefined : isPackage ? join(ROOT, 'dist') : ROOT;

function rootOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootOf(dirname(folder));
}
