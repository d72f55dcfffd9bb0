import { readFileSync } from 'node:fs';
import { FormatError } from '../core/errors.ts';
import { load, type LoadOptions } from '../formats/index.ts';
import type { Sequential } from '../model/index.ts';

/** Loads a model from a file; see `load`. Throws as that does, naming the file, and the system's error where it cannot be read. */
export function loadFile(path: string, options?: LoadOptions): Sequential {
  const bytes = readFileSync(path);
  try {
    return load(bytes, options);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`loadFile: ${path}: ${error.message}`, { cause: error });
  }
}
