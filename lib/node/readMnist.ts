/**
 * The MNIST files from a directory. Node.js only.
 * @module
 */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, expectInteger, expectKnownOptions, rangeError } from '../core/errors.ts';
import { IMAGE_SIZE, labelledImages, type ImageDataset, type LabelledImages } from '../data/dataset.ts';
import type { IdxHeader } from '../data/idx.ts';
import { expectPath } from './expectPath.ts';
import { readIdxFile } from './readIdxFile.ts';

/** The four files, as their authors named them. */
const FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** Packed first: that is what `mnist:download` writes, and has checked. */
const ENDINGS = ['.gz', ''] as const;

const LARGEST_LABEL = 9;
const IMAGE_BYTES = IMAGE_SIZE * IMAGE_SIZE;
const DEFAULT_MAX_BYTES = 2 ** 28;

/** What {@link readMnist} accepts. */
export interface ReadMnistOptions {
  /**
   * The most bytes that a file, and what it unpacks to, may have; labels at most as many as images of so many bytes.
   * Default 2²⁸, room for 342,392 images (MNIST's largest file unpacks to 47,040,016 bytes). Reading takes some two
   * times the bytes of the largest file: pixels stay bytes until `x` is read.
   */
  readonly maxBytes?: number;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

/** The paths of the four files, or one error that names all that are missing. */
async function findFiles(directory: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of Object.values(FILES)) {
    for (const path of ENDINGS.map((ending) => join(directory, name + ending))) {
      if (!found.has(name) && (await exists(path))) found.set(name, path);
    }
  }
  const missing = Object.values(FILES).filter((name) => !found.has(name));
  if (missing.length === 0) return found;
  const tried = missing.map((name) => ENDINGS.map((ending) => name + ending).join(' or ')).join(', ');
  throw rangeError(
    `readMnist: directory must hold the four MNIST files, got '${directory}' without ${tried}; `
    + `\`npm run mnist:download -- ${directory}\` in bitgrad's repository fetches them`,
  );
}

async function readBytes(
  path: string, maxBytes: number, shape: string, fits: (header: IdxHeader) => boolean,
): Promise<Uint8Array> {
  const onHeader = (header: IdxHeader): void => {
    if (header.type === 'uint8' && fits(header)) return;
    throw new FormatError(
      `it must hold uint8 of shape ${shape}, got ${header.type} of shape [${header.shape.join(', ')}]`,
    );
  };
  const { data } = await readIdxFile(path, { maxBytes, onHeader });
  return data instanceof Uint8Array ? data : new Uint8Array(data); // onHeader has let only uint8 through
}

async function readLabels(path: string, maxBytes: number): Promise<Uint8Array> {
  const most = Math.floor(maxBytes / IMAGE_BYTES);
  const fits = ({ shape: [count, ...others] }: IdxHeader): boolean => {
    if (count > most) {
      const bound = `one an image of ${maxBytes} bytes (maxBytes)`;
      throw new FormatError(`it must hold at most ${most} labels, ${bound}, got ${count}`);
    }
    return others.length === 0 && count > 0;
  };
  const y = await readBytes(path, maxBytes, '[examples]', fits);
  const wrong = y.findIndex((label) => label > LARGEST_LABEL);
  if (wrong >= 0) {
    throw new FormatError(`readMnist: ${path}: labels must be from 0 to ${LARGEST_LABEL}, got ${y[wrong]} at ${wrong}`);
  }
  return y;
}

/** Labels first: their number bounds that of the images, so a wrong image file is refused before it is unpacked. */
async function readSet(imagesPath: string, labelsPath: string, maxBytes: number): Promise<LabelledImages> {
  const y = await readLabels(labelsPath, maxBytes);
  const wanted = [y.length, IMAGE_SIZE, IMAGE_SIZE];
  const fits = ({ shape }: IdxHeader): boolean =>
    shape.length === wanted.length && shape.every((size, d) => size === wanted[d]);
  const pixels = await readBytes(imagesPath, maxBytes, `[${wanted.join(', ')}] (one image a label)`, fits);
  return labelledImages(pixels, y);
}

/**
 * MNIST, or any other set in the same four files (Fashion-MNIST, KMNIST), from a directory.
 *
 * Each file may be packed by gzip (its name then ends in `.gz`; where both are there, that one is read) or plain.
 * `levels` are the bytes of the file, for models to be trained on; `x` has each divided by 255, made where it is first
 * read: four times as many bytes.
 *
 * Throws: RangeError naming every file that is missing, and how to get them; FormatError naming the file if one is
 * malformed or larger than `maxBytes`, if images are not 28×28, if there is not one label an image, or if a label is
 * not from 0 to 9.
 */
export async function readMnist(directory: string, options: ReadMnistOptions = {}): Promise<ImageDataset> {
  expectPath('readMnist', 'directory', directory);
  expectKnownOptions('readMnist', options, ['maxBytes']);
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  expectInteger('readMnist', 'maxBytes', maxBytes, 1);
  const paths = await findFiles(directory);
  const path = (name: string): string => paths.get(name) ?? name;
  const train = await readSet(path(FILES.trainImages), path(FILES.trainLabels), maxBytes);
  const test = await readSet(path(FILES.testImages), path(FILES.testLabels), maxBytes);
  return { train, test };
}
