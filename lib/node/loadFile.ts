import { FormatError } from '../core/errors.ts';
import { load, type LoadOptions } from '../formats/index.ts';
import type { Model } from '../model/index.ts';
import { expectPath } from './expectPath.ts';
import { readRegularFileSync } from './readRegularFile.ts';

/**
 * Loads a model from a regular file; see `load`. Throws as that does, naming the file, FormatError for a folder, a pipe
 * or a device, and the system's error where it cannot be read.
 */
export function loadFile(path: string, options?: LoadOptions): Model {
  expectPath('loadFile', 'path', path);
  try {
    return load(readRegularFileSync(path), options);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`loadFile: ${path}: ${error.message}`, { cause: error });
  }
}
