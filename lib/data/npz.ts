/**
 * Several arrays in one file, as NumPy's `savez` writes them.
 * @module
 */

import { FormatError, expectInteger, expectKnownOptions, expectUint8Array, show } from '../core/errors.ts';
import { setOwn } from '../core/ownProperty.ts';
import { readNpy, type Npy } from './npy.ts';
import { readZip, unzip } from './zip.ts';

/** What {@link readNpz} takes. */
export interface ReadNpzOptions {
  /** The most bytes that all arrays together may unpack to. Default 2³⁰. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2 ** 30;
const ENDING = '.npy';

/**
 * The arrays in the bytes of an `.npz` file, by name, as `numpy.savez` and `numpy.savez_compressed` write it:
 *
 *     const { x, y } = await readNpz(bytes);
 *     await model.fit(x.data, y.data);
 *
 * Packed entries are unpacked by the platform (`DecompressionStream`), into as many bytes as the archive says.
 * Throws: FormatError for what is no ZIP archive, is cut off, damaged or disagrees with itself, for an entry that comes
 *         twice or is no `.npy` file that {@link readNpy} takes, and for more than `maxBytes`; StateError for a packed
 *         entry where the platform cannot unpack.
 */
export async function readNpz(bytes: Uint8Array, options: ReadNpzOptions = {}): Promise<Record<string, Npy>> {
  expectUint8Array('readNpz', 'bytes', bytes);
  expectKnownOptions('readNpz', options, ['maxBytes']);
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  expectInteger('readNpz', 'maxBytes', maxBytes, 1);
  const arrays: Record<string, Npy> = {};
  for (const entry of readZip('readNpz', bytes, maxBytes)) {
    const { name } = entry;
    if (!name.endsWith(ENDING)) {
      throw new FormatError(`readNpz: each entry must be named for an array, as in x.npy, got ${show(name)}`);
    }
    try {
      setOwn(arrays, name.slice(0, -ENDING.length), readNpy(await unzip('readNpz', entry)));
    } catch (error) {
      if (!(error instanceof FormatError) || error.message.startsWith('readNpz')) throw error;
      throw new FormatError(`readNpz: ${name}: ${error.message}`);
    }
  }
  return arrays;
}
