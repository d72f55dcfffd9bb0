/**
 * Whether files can be read: tried before the work that begins with them.
 * @module
 */
import { accessSync, constants, statSync } from 'node:fs';
import { messageOf } from './usageError.ts';

/** Throws an Error unless the file is there and may be read; a device or a pipe is taken for one. */
export function tryInput(option: string, path: string): void {
  expectReadable(option, path, 'file', (isFolder) => (isFolder ? 'it is a folder' : undefined));
}

/** Throws an Error unless the folder is there and may be read. */
export function tryInputFolder(option: string, path: string): void {
  expectReadable(option, path, 'folder', (isFolder) => (isFolder ? undefined : 'it is a file'));
}

function expectReadable(
  option: string, path: string, wanted: string, wrongKind: (isFolder: boolean) => string | undefined,
): void {
  let reason: string | undefined;
  try {
    reason = wrongKind(statSync(path).isDirectory());
    accessSync(path, constants.R_OK);
  } catch (error) {
    reason = reasonOf(error, wanted);
  }
  if (reason === undefined) return;
  throw new Error(`${option} must be a ${wanted} that can be read, got '${path}': ${reason}`);
}

function reasonOf(error: unknown, wanted: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no such ${wanted}`;
  if (code === 'EACCES') return 'reading it is not permitted';
  return messageOf(error);
}
