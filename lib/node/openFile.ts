/**
 * What is done with a file while it is open.
 * @module
 */

import { closeSync, writeSync } from 'node:fs';

/**
 * Does something with an open file and closes it. The first error is thrown: that of closing only where it is the only
 * one.
 */
export function closing<T>(file: number, use: (file: number) => T): T {
  let result: T;
  try {
    result = use(file);
  } catch (error) {
    quietly(() => closeSync(file));
    throw error;
  }
  closeSync(file);
  return result;
}

/** Cleans up after an error, which an error of cleaning up must not hide. */
export function quietly(clean: () => void): void {
  try {
    clean();
  } catch {
    // the first error is on its way
  }
}

/** Writes all of `bytes`, however little the system takes at a time. Throws its error. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const written = writeSync(file, bytes, at);
    if (written === 0) {
      const left = `the last ${bytes.length - at} of ${bytes.length} bytes`;
      throw new Error(`writeAll: the system must take ${left}, but takes none`);
    }
    at += written;
  }
}

/**
 * The same until it throws: from then on it only throws that error again, since what was left half done must not be
 * gone on with.
 */
export function untilFailure<A extends readonly unknown[]>(act: (...given: A) => void): (...given: A) => void {
  let failure: { readonly error: unknown } | undefined;
  return (...given) => {
    if (failure !== undefined) throw failure.error;
    try {
      act(...given);
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
}
