/**
 * Fetches a set of files from the first mirror that has them right.
 *
 * A file grows under the name `….gz.part`, is checked there, and only then gets its own name: that name never holds
 * half a file. One run at a time per directory.
 * @module
 */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contentProblem } from './contentProblem.ts';
import { fetchPart, sizeOf, TransferError } from './fetchPart.ts';
import type { DataFile } from './files.ts';

/** What to fetch, from where, to where. */
export interface DownloadOptions {
  /** Made if it is not there. */
  readonly directory: string;
  readonly files: readonly DataFile[];
  /** Base URLs that end in `/`, in the order to try them. */
  readonly mirrors: readonly string[];
  /** Gets one line of text at a time. */
  readonly report: (line: string) => void;
  /** Default 30 s. */
  readonly stallMilliseconds?: number;
}

/** No mirror gave a file; the message names the file and says what each mirror did. */
export class DownloadError extends Error {
  override name = 'DownloadError';
}

const DEFAULT_STALL_MILLISECONDS = 30_000;
const ATTEMPTS_PER_MIRROR = 5;
const REPORT_EVERY_MILLISECONDS = 1000;
/** What gzip can add to bytes that do not shrink, and more. */
const PACKING_BYTES = 65_536;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

function progressLines(
  what: string, report: (line: string) => void,
): (doneBytes: number, totalBytes: number | undefined) => void {
  let next = Date.now() + REPORT_EVERY_MILLISECONDS;
  return (doneBytes, totalBytes) => {
    if (Date.now() < next) return;
    next = Date.now() + REPORT_EVERY_MILLISECONDS;
    report(`${what}: ${megabytes(doneBytes)}${totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`} MB`);
  };
}

/** Makes a rename last through a power cut, where the system lets a directory be synced. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Null once the part holds the file, else why this mirror could not bring it there. */
async function fillPart(
  mirror: string, file: DataFile, part: string, options: DownloadOptions,
): Promise<string | null> {
  const { stallMilliseconds = DEFAULT_STALL_MILLISECONDS, report } = options;
  const url = `${mirror}${file.name}.gz`;
  let reason = '';
  for (let attempt = 0; attempt < ATTEMPTS_PER_MIRROR; attempt++) {
    const before = await sizeOf(part);
    report(
      before > 0 ? `${file.name}.gz: going on after ${before} bytes from ${url}` : `${file.name}.gz: fetching ${url}`,
    );
    try {
      await fetchPart(url, part, {
        maxBytes: file.unpackedBytes + PACKING_BYTES, stallMilliseconds,
        onProgress: progressLines(`${file.name}.gz`, report),
      });
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      reason = error.message;
      const after = await sizeOf(part);
      // it got somewhere, or what we had did not suit this server
      if (after > before || (before > 0 && after === 0)) continue;
      return reason;
    }
    const problem = await contentProblem(part, file);
    if (problem === null) return null;
    reason = problem;
    await rm(part, { force: true });
    if (before === 0) return reason; // all of it came from here; otherwise the beginning may be to blame
  }
  return reason;
}

async function fetchFile(file: DataFile, path: string, options: DownloadOptions): Promise<void> {
  const { directory, mirrors, report } = options;
  const part = `${path}.part`;
  let filled = (await contentProblem(part, file)) === null;
  const failures: string[] = [];
  for (const mirror of mirrors) {
    if (filled) break;
    const reason = await fillPart(mirror, file, part, options);
    filled = reason === null;
    if (reason === null) break;
    failures.push(`  ${mirror}: ${reason}`);
    report(`${file.name}.gz: ${mirror} failed: ${reason}`);
  }
  if (!filled) throw new DownloadError(`no mirror gave ${file.name}.gz:\n${failures.join('\n')}`);
  await rename(part, path);
  await syncDirectory(directory);
  report(`${file.name}.gz: complete, SHA-256 of its content is right`);
}

/**
 * Brings every file into the directory, each as `name.gz`. A file that is there and right, packed or plain, is kept;
 * one that is there and wrong is replaced once a right one has come.
 *
 * Throws: DownloadError if a file could not be had anywhere (those before it stay, and so does its `.part`); the
 * system's error if the directory cannot be written.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { directory, files, report } = options;
  await mkdir(directory, { recursive: true });
  for (const file of files) {
    const path = join(directory, `${file.name}.gz`);
    const problem = await contentProblem(path, file);
    if (problem === null) {
      report(`${file.name}.gz: already there, and right`);
    } else if (problem === 'missing' && (await contentProblem(join(directory, file.name), file)) === null) {
      report(`${file.name}: already there, and right`);
    } else {
      if (problem !== 'missing') report(`${file.name}.gz: the file that is there will be replaced: ${problem}`);
      await fetchFile(file, path, options);
    }
  }
}
