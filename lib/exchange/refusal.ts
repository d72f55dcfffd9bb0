/**
 * What layers and graphs throw about values of a file: the file's fault, not the caller's.
 * @module
 */

import { FormatError } from '../core/errorClasses.ts';

/** A FormatError for an error of this library's own, which have codes; any other, a fault of the code, as it is. */
export function refusal(error: unknown, before = ''): unknown {
  const isOwn = error instanceof Error && 'code' in error && !(error instanceof FormatError);
  return isOwn ? new FormatError(before + error.message, { cause: error }) : error;
}
