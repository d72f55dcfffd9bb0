/**
 * The digits that commands train on.
 * @module
 */
import { digits } from '../lib/index.ts';
import { IMAGE_SIZE, normalize, type LabelledImages, type ScaledBytes } from '../lib/data/index.ts';
import type { RowSource } from '../lib/kernels/index.ts';
import { readMnist } from '../lib/node/index.ts';

export interface DatasetOptions {
  /** Folder of MNIST's four files; undefined for the built-in digits. */
  readonly data: string | undefined;
  /** Governs the built-in digits. */
  readonly seed: number;
  /** Pixel rows as unit vectors. */
  readonly normalize: boolean;
}

/** Images with their digits; pixels stay bytes where nothing is made of them. */
export interface Images {
  readonly x: RowSource;
  readonly y: Uint8Array;
}

export interface Dataset {
  readonly name: 'mnist' | 'digits';
  readonly train: Images;
  readonly test: Images;
  /** The test images as they are, whatever was made of them for the network. */
  readonly pixels: ScaledBytes;
}

/** MNIST from a folder, or the built-in digits. Throws as `readMnist` does. */
export async function loadDataset({ data, seed, normalize: normalized }: DatasetOptions): Promise<Dataset> {
  const { train, test } = data === undefined ? digits({ seed }) : await readMnist(data);
  const rows = ({ levels, y }: LabelledImages): Images => ({ x: normalized ? normalizedRows(levels) : levels, y });
  return { name: data === undefined ? 'digits' : 'mnist', train: rows(train), test: rows(test), pixels: test.levels };
}

/** Each row of each image as a unit vector. */
export function normalizedRows(levels: ScaledBytes): Float32Array {
  const x = levels.toFloat32Array();
  return normalize(x, [x.length / IMAGE_SIZE ** 2, IMAGE_SIZE, IMAGE_SIZE]);
}
