/**
 * IDX files from disk, plain or gzip. Node.js only.
 * @module
 */
import { readFile, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { expectInteger, expectKnownOptions, FormatError } from '../core/errors.ts';
import { MAX_IDX_HEADER_BYTES, readIdx, readIdxHeader, type Idx, type IdxHeader } from '../data/idx.ts';

/** What {@link readIdxFile} accepts. */
export interface ReadIdxFileOptions {
  /** The most bytes that the file, and what it unpacks to, may have. Default 2³⁰ (MNIST has 47,040,016). */
  readonly maxBytes?: number;
  /** Called once the header is known, before the data is unpacked; what it throws refuses the file. */
  readonly onHeader?: (header: IdxHeader) => void;
}

const DEFAULT_MAX_BYTES = 2 ** 30;
const CHUNK_BYTES = 65536;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The start of what `packed` holds: `limit` bytes, or all if it is less; only a chunk more is ever unpacked. */
async function unpackStart(packed: Uint8Array, limit: number): Promise<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  gunzip.end(packed);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of gunzip) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks, Math.min(length, limit));
}

async function readChecked(path: string, maxBytes: number, onHeader: (header: IdxHeader) => void): Promise<Idx> {
  const status = await stat(path);
  if (!status.isFile()) throw new FormatError('it must be a regular file');
  if (status.size > maxBytes) throw new FormatError(`it must have at most ${maxBytes} bytes (maxBytes), got ${status.size}`);
  const bytes = await readFile(path);
  const packed = isGzip(bytes);
  const header = readIdxHeader(packed ? await unpackStart(bytes, MAX_IDX_HEADER_BYTES) : bytes);
  onHeader(header);
  if (!packed) return readIdx(bytes);
  if (header.totalBytes > maxBytes) throw new FormatError(`it must unpack to at most ${maxBytes} bytes (maxBytes), but its header says ${header.totalBytes}`);
  const unpacked = await unpackStart(bytes, header.totalBytes + 1);
  if (unpacked.length > header.totalBytes) throw new FormatError(`it must unpack to ${header.totalBytes} bytes, as its header says, but goes on`);
  return readIdx(unpacked);
}

/**
 * The array in an IDX file. Whether it is packed by gzip is seen from its first two bytes, not from its name.
 *
 * A packed file is unpacked only as far as its header says, so a small file that unpacks to a huge one is refused
 * without unpacking it.
 *
 * Throws: FormatError, naming the file, if it is not a well-formed IDX file of at most `maxBytes`; the system's error if
 * it cannot be read.
 */
export async function readIdxFile(path: string, options: ReadIdxFileOptions = {}): Promise<Idx> {
  expectKnownOptions('readIdxFile', options, ['maxBytes', 'onHeader']);
  const { maxBytes = DEFAULT_MAX_BYTES, onHeader = () => {} } = options;
  expectInteger('readIdxFile', 'maxBytes', maxBytes, 1);
  try {
    return await readChecked(path, maxBytes, onHeader);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unpacking = 'code' in error && String(error.code).startsWith('Z_');
    if (!unpacking && !(error instanceof FormatError)) throw error;
    throw new FormatError(`readIdxFile: ${path}: ${unpacking ? `gzip: ${error.message}` : error.message}`);
  }
}
