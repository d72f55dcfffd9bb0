/**
 * Whether files can be written: tried before the work whose results they are to hold.
 * @module
 */
import { closeSync, lstatSync, mkdtempSync, openSync, rmSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from './usageError.ts';

/**
 * Throws an Error unless the file can be opened for writing. One that is there stays as it is; no other is left behind.
 */
export function tryFile(option: string, path: string): void {
  const there = statusOf(path);
  // a device or a pipe: opening it may do something, or wait
  if (there !== undefined && !there.isFile() && !there.isDirectory()) return;
  attempt(option, path, 'a file that can be written', () => {
    closeSync(openSync(path, there === undefined ? 'wx' : 'r+'));
    if (there === undefined) rmSync(path);
  });
}

/** Throws an Error unless the file is not there and can be made. */
export function tryNewFile(option: string, path: string): void {
  if (statusOf(path, true) !== undefined) {
    throw new Error(`${option} must be a file that is not there yet, got '${path}'`);
  }
  tryFile(option, path);
}

/**
 * Throws an Error unless the file can be put in the place of what is there, if anything: only a file may be replaced
 * so.
 */
export function tryReplacedFile(option: string, path: string): void {
  const there = statusOf(path);
  if (there !== undefined && !there.isFile()) {
    throw new Error(`${option} must be a file, got '${path}', which is ${kindOf(there)}`);
  }
  tryFolder(option, dirname(path), path);
}

/** Throws an Error unless files can be made in the folder. */
export function tryFolder(option: string, folder: string, path: string = folder): void {
  attempt(option, path, path === folder ? 'a folder that can be written to' : 'a file that can be written', () => {
    rmSync(mkdtempSync(join(folder, '.bitgrad-')), { recursive: true });
  });
}

function attempt(option: string, path: string, wanted: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new Error(`${option} must be ${wanted}, got '${path}': ${reasonOf(error, path)}`, { cause: error });
  }
}

function reasonOf(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no folder '${dirname(path)}'`;
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(error).split(',', 1)[0];
}

function statusOf(path: string, isLinkItself: boolean = false): Stats | undefined {
  try {
    return isLinkItself ? lstatSync(path) : statSync(path);
  } catch {
    return undefined;
  }
}

const kindOf = (there: Stats): string => (there.isDirectory() ? 'a folder' : 'no regular file');
