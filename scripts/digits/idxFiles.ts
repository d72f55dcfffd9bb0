/**
 * A data set of images as the files of MNIST.
 * @module
 */
import { IMAGE_SIZE, type ImageDataset, type LabelledImages } from '../../lib/data/index.ts';

const UINT8 = 8;

/** Bytes by the names of their files. */
export function idxFiles({ train, test }: ImageDataset): ReadonlyMap<string, Uint8Array> {
  return new Map([...ofPart('train', train), ...ofPart('t10k', test)]);
}

function ofPart(name: string, { levels, y }: LabelledImages): (readonly [string, Uint8Array])[] {
  return [
    [`${name}-images-idx3-ubyte`, idx([y.length, IMAGE_SIZE, IMAGE_SIZE], levels.bytes)],
    [`${name}-labels-idx1-ubyte`, idx([y.length], y)],
  ];
}

/** Two zero bytes, the type, the number of axes, their sizes, big-endian, and the elements. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const start = 4 + 4 * shape.length, bytes = new Uint8Array(start + values.length), view = new DataView(bytes.buffer);
  bytes.set([0, 0, UINT8, shape.length]);
  shape.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  bytes.set(values, start);
  return bytes;
}
