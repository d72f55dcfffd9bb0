/**
 * The digits that commands train on.
 * @module
 */
import { digits } from '../lib/index.ts';
import { IMAGE_SIZE, normalize, type ImageDataset } from '../lib/data/index.ts';
import { readMnist } from '../lib/node/index.ts';

export interface DatasetOptions {
  /** Folder of MNIST's four files; undefined for the built-in digits. */
  readonly data: string | undefined;
  /** Governs the built-in digits. */
  readonly seed: number;
  /** Pixel rows as unit vectors. */
  readonly normalize: boolean;
}

export interface Dataset extends ImageDataset {
  readonly name: 'mnist' | 'digits';
  /** The test images as they are, whatever was made of them for the network. */
  readonly pixels: Float32Array;
}

/** MNIST from a folder, or the built-in digits. Throws as `readMnist` does. */
export async function loadDataset({ data, seed, normalize: normalized }: DatasetOptions): Promise<Dataset> {
  const { train, test } = data === undefined ? digits({ seed }) : await readMnist(data);
  const rows = ({ x, y }: ImageDataset['train']) => ({
    x: normalized ? normalize(x, [y.length, IMAGE_SIZE, IMAGE_SIZE]) : x, y,
  });
  return { name: data === undefined ? 'digits' : 'mnist', train: rows(train), test: rows(test), pixels: test.x };
}
