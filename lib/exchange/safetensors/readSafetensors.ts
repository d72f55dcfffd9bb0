/**
 * Tensors from the bytes of a safetensors file.
 * @module
 */

import { FormatError, expectInteger, expectKnownOptions, expectUint8Array, show } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import { DTYPES, toFloat32 } from './dtypes.ts';
import { MOST_HEADER_BYTES, readHeader } from './header.ts';

/** A tensor of a file. */
export interface SafeTensor {
  /** The file's kind of numbers: 'F32', 'BF16', 'I64' and so on. */
  readonly dtype: string;
  /** [] of a single number. */
  readonly shape: Shape;
  /** Row-major. */
  readonly values: Float32Array;
  /** The largest |number of the file − its binary32|; 0 where binary32 holds all of them. */
  readonly largestError: number;
}

/** What a file holds. */
export interface Safetensors {
  /** By name, in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** What `readSafetensors` takes. */
export interface ReadSafetensorsOptions {
  /** The longest header that is read. Default 100,000,000, as in the reference. */
  readonly maxHeaderBytes?: number;
}

/**
 * The tensors of a safetensors file as binary32, by name, and its metadata:
 *
 *     const { tensors, metadata } = readSafetensors(bytes);
 *     const kernel = tensors.get('0.weight');
 *
 * F32, F16, BF16, F8_E5M2, F8_E4M3, BOOL and integers of 8 and 16 bits come exactly. F64 and integers of 32 and 64 bits
 * are rounded once, to the nearest, ties to even, and `largestError` says by how much at most. A NaN stays NaN, without
 * its payload. The tensors take at most 4 times the bytes of the file.
 *
 * Throws FormatError, before memory is taken for numbers, for bytes that break a rule of the format: a header that is
 * cut, too long, no UTF-8 or no JSON, says a name twice or an integer that is none below 2⁵³; a hole, an overlap or
 * bytes left over; a size that is not that of shape and dtype; a dtype that is unknown or, as F4, not converted here.
 *
 * Source: safetensors 0.8.0 (Hugging Face), which also reads a name twice.
 */
export function readSafetensors(bytes: Uint8Array, options: ReadSafetensorsOptions = {}): Safetensors {
  expectUint8Array('readSafetensors', 'bytes', bytes);
  expectKnownOptions('readSafetensors', options, ['maxHeaderBytes']);
  const { maxHeaderBytes = MOST_HEADER_BYTES } = options;
  expectInteger('readSafetensors', 'maxHeaderBytes', maxHeaderBytes, 1);
  const { entries, metadata } = readHeader(bytes, maxHeaderBytes);
  const readers = entries.map(({ name, dtype }) => DTYPES.get(dtype)?.read ?? refuseDtype(name, dtype));
  const tensors = new Map(entries.map(({ name, dtype, shape, begin, end }, i): [string, SafeTensor] => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
    return [name, { dtype, shape, ...toFloat32(readers[i], view, shape.reduce((size, length) => size * length, 1)) }];
  }));
  return { tensors, metadata };
}

function refuseDtype(name: string, dtype: string): never {
  const known = [...DTYPES].filter(([, { read }]) => read !== undefined).map(([each]) => each).join(', ');
  throw new FormatError(
    `readSafetensors: bytes must have tensors of ${known}, got ${dtype} for ${show(name)}, which is not converted here`,
  );
}
