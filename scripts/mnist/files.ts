/**
 * Which files MNIST is made of, and where they are kept.
 * @module
 */

/** A file by what it holds when unpacked: mirrors pack the same bytes differently. */
export interface DataFile {
  /** Its name unpacked; mirrors add `.gz`. */
  readonly name: string;
  readonly unpackedBytes: number;
  /** SHA-256 of the unpacked bytes, in hexadecimal. */
  readonly sha256: string;
}

export const MNIST_FILES: readonly DataFile[] = [
  {
    name: 'train-images-idx3-ubyte', unpackedBytes: 47040016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  {
    name: 'train-labels-idx1-ubyte', unpackedBytes: 60008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  {
    name: 't10k-images-idx3-ubyte', unpackedBytes: 7840016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  {
    name: 't10k-labels-idx1-ubyte', unpackedBytes: 10008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
];

/** Tried in this order: the CVDF's copy, PyTorch's, and one in a Git repository. */
export const MNIST_MIRRORS: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://raw.githubusercontent.com/fgnt/mnist/master/',
];
