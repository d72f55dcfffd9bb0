/**
 * IDX files from disk, plain or gzip. Node.js only.
 * @module
 */

import { createGunzip } from 'node:zlib';
import { expectFunction, expectInteger, expectKnownOptions, FormatError } from '../core/errors.ts';
import {
  expectIdxLength, MAX_IDX_HEADER_BYTES, readIdx, readIdxHeader, toIdx, type Idx, type IdxHeader,
} from '../data/idx.ts';
import { expectPath } from './expectPath.ts';
import { readRegularFile } from './readRegularFile.ts';

/** What {@link readIdxFile} accepts. */
export interface ReadIdxFileOptions {
  /** The most bytes that the file, and what it unpacks to, may have. Default 2³⁰ (MNIST has 47,040,016). */
  readonly maxBytes?: number;
  /**
   * Called once the header is known, and awaited, before the data is unpacked; what it throws refuses the file.
   * Default: nothing is looked at.
   */
  readonly onHeader?: OnHeader;
}

/** Looks at what is known of a file before its data is unpacked. */
export type OnHeader = (header: IdxHeader) => void | Promise<void>;

const DEFAULT_MAX_BYTES = 2 ** 30;
const CHUNK_BYTES = 65536;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What one packed byte can make at most: the limit of deflate. */
const MOST_OF_A_BYTE = 1032;

/**
 * Unpacks what comes after `skip` bytes into `out`, and stops where more comes than it has room for; what is left over
 * counts as one byte. Returns how many bytes there were after those skipped.
 */
async function unpackInto(packed: Uint8Array, skip: number, out: Uint8Array): Promise<number> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  gunzip.end(packed);
  let at = -skip;
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    const piece = chunk.subarray(Math.max(0, -at)), start = Math.max(0, at);
    out.set(piece.subarray(0, out.length - start), start);
    at += chunk.length;
    if (at > out.length) return out.length + 1;
  }
  return at;
}

async function readPacked(packed: Uint8Array, maxBytes: number, onHeader: OnHeader): Promise<Idx> {
  const start = new Uint8Array(MAX_IDX_HEADER_BYTES), length = await unpackInto(packed, 0, start);
  const header = readIdxHeader(start.subarray(0, length)), { totalBytes, headerBytes } = header;
  await onHeader(header);
  if (totalBytes > maxBytes) {
    const most = `at most ${maxBytes} bytes (maxBytes)`;
    throw new FormatError(`it must unpack to ${most}, but its header says ${totalBytes}`);
  }
  const wanted = `it must unpack to ${totalBytes} bytes, as its header says`;
  const { length: size } = packed;
  if (totalBytes > MOST_OF_A_BYTE * size) throw new FormatError(`${wanted}, but ${size} bytes cannot`);
  const body = new Uint8Array(totalBytes - headerBytes);
  const got = headerBytes + await unpackInto(packed, headerBytes, body);
  if (got > totalBytes) throw new FormatError(`${wanted}, but goes on`);
  expectIdxLength(header, got);
  return toIdx(header, body);
}

async function readChecked(path: string, maxBytes: number, onHeader: OnHeader): Promise<Idx> {
  const bytes = await readRegularFile(path, maxBytes);
  if (isGzip(bytes)) return readPacked(bytes, maxBytes, onHeader);
  await onHeader(readIdxHeader(bytes));
  return readIdx(bytes);
}

/**
 * The array in an IDX file. Whether it is packed by gzip is seen from its first two bytes, not from its name.
 *
 * A packed file is unpacked only as far as its header says, into the array itself, so a small file that unpacks to a
 * huge one is refused without unpacking it. A folder, a pipe or a device is refused.
 *
 * Throws: FormatError, naming the file, if it is not a well-formed IDX file of at most `maxBytes`; the system's error
 * if it cannot be read.
 */
export async function readIdxFile(path: string, options: ReadIdxFileOptions = {}): Promise<Idx> {
  expectPath('readIdxFile', 'path', path);
  expectKnownOptions('readIdxFile', options, ['maxBytes', 'onHeader']);
  const { maxBytes = DEFAULT_MAX_BYTES, onHeader = () => {} } = options;
  expectInteger('readIdxFile', 'maxBytes', maxBytes, 1);
  expectFunction('readIdxFile', 'onHeader', onHeader);
  try {
    return await readChecked(path, maxBytes, onHeader);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unpacking = 'code' in error && String(error.code).startsWith('Z_');
    if (!unpacking && !(error instanceof FormatError)) throw error;
    throw new FormatError(`readIdxFile: ${path}: ${unpacking ? `gzip: ${error.message}` : error.message}`);
  }
}
