/**
 * Does a file hold what it should?
 * @module
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { DataFile } from './files.ts';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

async function startsAsGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/**
 * Why the file at `path`, plain or gzip, does not hold `file`'s bytes: null if it does, 'missing' if there is none.
 *
 * It is read as a stream, and unpacked no further than the right length. Errors of the disk are thrown.
 */
export async function contentProblem(path: string, file: DataFile): Promise<string | null> {
  const hash = createHash('sha256');
  let length = 0;
  const measure = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of source) {
      length += chunk.length;
      if (length > file.unpackedBytes) throw new Error('too long');
      hash.update(chunk);
    }
  };
  try {
    if (await startsAsGzip(path)) await pipeline(createReadStream(path), createGunzip(), measure);
    else await pipeline(createReadStream(path), measure);
  } catch (error) {
    const code = codeOf(error);
    if (length > file.unpackedBytes) return `it holds more than ${file.unpackedBytes} bytes`;
    if (code === 'ENOENT') return 'missing';
    if (code.startsWith('Z_')) return `gzip: ${error instanceof Error ? error.message : code}`;
    throw error;
  }
  if (length < file.unpackedBytes) return `it holds ${length} bytes instead of ${file.unpackedBytes}`;
  const digest = hash.digest('hex');
  return digest === file.sha256 ? null : `its SHA-256 is ${digest} instead of ${file.sha256}`;
}
