/**
 * Batches of a file that memory need not hold. Node.js only.
 * @module
 */

import { open, type FileHandle } from 'node:fs/promises';
import { expectFunction, expectInteger, expectKnownOptions, FormatError } from '../core/errors.ts';
import { epochOrder } from '../model/epochOrder.ts';
import { expectPath } from './expectPath.ts';

/** How rows lie in a file, and what becomes of them. */
export interface RowsOfFileOptions<Batch> {
  /** Bytes of a row. */
  readonly rowBytes: number;
  /** Bytes before the first row. Default 0. */
  readonly skip?: number;
  /** Rows a batch; the last of the file may be fewer. Default 32. */
  readonly batchSize?: number;
  /** Where given, each epoch takes the batches in an order of its own; default: as they stand. */
  readonly seed?: number;
  /** The batch that the bytes of these rows are; they lie one after the other, and are not used again. */
  readonly toBatch: (rows: readonly Uint8Array[]) => Batch;
}

/** Fills `block` from a place on. Throws FormatError where the file ends before. */
async function fill(file: FileHandle, path: string, block: Uint8Array, place: number): Promise<void> {
  for (let at = 0; at < block.length;) {
    const { bytesRead } = await file.read(block, at, block.length - at, place + at);
    if (bytesRead === 0) {
      throw new FormatError(`rowsOfFile: ${path} must hold ${place + block.length} bytes as when it was opened`);
    }
    at += bytesRead;
  }
}

/** How many rows a file has. Throws FormatError where there is none, or a part of one. */
async function countRows(file: FileHandle, path: string, rowBytes: number, skip: number): Promise<number> {
  const status = await file.stat(), count = (status.size - skip) / rowBytes;
  if (!status.isFile()) throw new FormatError(`rowsOfFile: ${path} must be a regular file`);
  if (count >= 1 && Number.isInteger(count)) return count;
  const wanted = `${skip} bytes and one or more rows of ${rowBytes}`;
  throw new FormatError(`rowsOfFile: ${path} must hold ${wanted}, got ${status.size} bytes`);
}

/**
 * A source for `fit`, `evaluate` and `predict`: the rows of a file, all of one length, read as they are asked for.
 *
 *     const source = rowsOfFile('train.bin', {
 *       rowBytes: 785, batchSize: 64, seed: 1, // 784 grey levels and a label
 *       toBatch: (rows) => ({
 *         x: new ScaledBytes(Buffer.concat(rows.map((row) => row.subarray(0, 784)))), y: rows.map((row) => row[784]),
 *       }),
 *     });
 *     await model.fit(source, { epochs: 5 });
 *
 * A batch is found by its place, so that `resume` and a ledger's verification read no more than they need. With `seed`
 * the order of an epoch's batches is a function of it and of the number of the epoch alone; rows stay together: shuffle
 * them once where the file is written.
 *
 * Throws: RangeError or TypeError for options that do not fit. The source throws FormatError, naming the file, where it
 * holds no whole rows, and the system's error where it cannot be read.
 */
export function rowsOfFile<Batch>(
  path: string, options: RowsOfFileOptions<Batch>,
): (epoch: number, batch: number) => AsyncGenerator<Batch, void> {
  expectPath('rowsOfFile', 'path', path);
  expectKnownOptions('rowsOfFile', options, ['rowBytes', 'skip', 'batchSize', 'seed', 'toBatch']);
  const { rowBytes, skip = 0, batchSize = 32, seed, toBatch } = options;
  expectInteger('rowsOfFile', 'rowBytes', rowBytes, 1);
  expectInteger('rowsOfFile', 'skip', skip);
  expectInteger('rowsOfFile', 'batchSize', batchSize, 1);
  if (seed !== undefined) expectInteger('rowsOfFile', 'seed', seed);
  expectFunction('rowsOfFile', 'toBatch', toBatch);
  return async function* rows(epoch, batch) {
    const file = await open(path);
    try {
      const count = await countRows(file, path, rowBytes, skip), batches = Math.ceil(count / batchSize);
      const order = seed === undefined ? undefined : epochOrder(batches, 1, true, seed, epoch);
      for (let i = batch; i < batches; i++) {
        const first = (order?.[i] ?? i) * batchSize, m = Math.min(batchSize, count - first);
        const block = new Uint8Array(m * rowBytes);
        await fill(file, path, block, skip + first * rowBytes);
        yield toBatch(Array.from({ length: m }, (_, r) => block.subarray(r * rowBytes, (r + 1) * rowBytes)));
      }
    } finally {
      await file.close();
    }
  };
}
