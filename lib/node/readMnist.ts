/**
 * The MNIST files from a directory. Node.js only.
 * @module
 */

import { FormatError, expectBoolean, expectInteger, expectKnownOptions, expectName } from '../core/errors.ts';
import { IMAGE_SIZE, labelledImages, type ImageDataset, type LabelledImages } from '../data/dataset.ts';
import type { IdxHeader } from '../data/idx.ts';
import { expectPath } from './expectPath.ts';
import { findMnistFiles } from './mnistFiles.ts';
import { readIdxFile } from './readIdxFile.ts';

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
  /**
   * What the names of the files begin with, as emnist-letters: of a folder of several sets. Default: the one set that
   * is there, or the one whose files have no name before them.
   */
  readonly name?: string;
  /** How many classes there are: labels are below it. Default 10; EMNIST's letters, from 1 to 26, need 27. */
  readonly classes?: number;
  /** Whether the files hold images column by column, as EMNIST's do, and are to be turned upright. Default false. */
  readonly transposed?: boolean;
}

const MOST_CLASSES = 256;

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

async function readLabels(path: string, maxBytes: number, classes: number): Promise<Uint8Array> {
  const most = Math.floor(maxBytes / IMAGE_BYTES);
  const fits = ({ shape: [count, ...others] }: IdxHeader): boolean => {
    if (count > most) {
      const bound = `one an image of ${maxBytes} bytes (maxBytes)`;
      throw new FormatError(`it must hold at most ${most} labels, ${bound}, got ${count}`);
    }
    return others.length === 0 && count > 0;
  };
  const y = await readBytes(path, maxBytes, '[examples]', fits);
  const wrong = y.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    const wanted = `from 0 to ${classes - 1}`;
    throw new FormatError(`readMnist: ${path}: labels must be ${wanted}, got ${y[wrong]} at ${wrong}; \`classes\` `
      + 'says how many there are');
  }
  return y;
}

type Wanted = Required<Pick<ReadMnistOptions, 'maxBytes' | 'classes' | 'transposed'>>;

/** Labels first: their number bounds that of the images, so a wrong image file is refused before it is unpacked. */
async function readSet(
  imagesPath: string, labelsPath: string, { maxBytes, classes, transposed }: Wanted,
): Promise<LabelledImages> {
  const y = await readLabels(labelsPath, maxBytes, classes);
  const wanted = [y.length, IMAGE_SIZE, IMAGE_SIZE];
  const fits = ({ shape }: IdxHeader): boolean =>
    shape.length === wanted.length && shape.every((size, d) => size === wanted[d]);
  const pixels = await readBytes(imagesPath, maxBytes, `[${wanted.join(', ')}] (one image a label)`, fits);
  if (transposed) transposeEach(pixels);
  return labelledImages(pixels, y);
}

/** Rows of each image become its columns. */
function transposeEach(pixels: Uint8Array): void {
  for (let first = 0; first < pixels.length; first += IMAGE_BYTES) {
    const image = pixels.slice(first, first + IMAGE_BYTES);
    for (let at = 0; at < IMAGE_BYTES; at++) {
      pixels[first + at] = image[(at % IMAGE_SIZE) * IMAGE_SIZE + Math.floor(at / IMAGE_SIZE)];
    }
  }
}

/**
 * MNIST, or any other set in the same four files (Fashion-MNIST, KMNIST, EMNIST), from a directory:
 *
 *     await readMnist('emnist', { name: 'emnist-letters', classes: 27, transposed: true });
 *
 * Files go by all the names they are found under: `train-images-idx3-ubyte`, `train-images.idx3-ubyte`, with a name
 * before it, `t10k` or `test`, packed by gzip (the name then ends in `.gz`; where both are there, that one is read) or
 * plain. `levels` are the bytes of the file, for models to be trained on; `x` has each divided by 255, made where it is
 * first read: four times as many bytes.
 *
 * Throws: RangeError naming every file that is missing, and how to get them, or the sets there are where `name` does
 * not choose one of several; FormatError naming the file if one is malformed or larger than `maxBytes`, if images are
 * not 28×28, if there is not one label an image, or if a label is not below `classes`.
 */
export async function readMnist(directory: string, options: ReadMnistOptions = {}): Promise<ImageDataset> {
  expectPath('readMnist', 'directory', directory);
  expectKnownOptions('readMnist', options, ['maxBytes', 'name', 'classes', 'transposed']);
  const { maxBytes = DEFAULT_MAX_BYTES, name, classes = 10, transposed = false } = options;
  expectInteger('readMnist', 'maxBytes', maxBytes, 1);
  if (name !== undefined) expectName('readMnist', 'name', name);
  expectInteger('readMnist', 'classes', classes, 1, MOST_CLASSES);
  expectBoolean('readMnist', 'transposed', transposed);
  const files = await findMnistFiles(directory, name), wanted = { maxBytes, classes, transposed };
  const train = await readSet(files.trainImages, files.trainLabels, wanted);
  const test = await readSet(files.testImages, files.testLabels, wanted);
  return { train, test };
}
