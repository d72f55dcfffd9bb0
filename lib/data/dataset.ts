/**
 * The shape of a set of labelled 28×28 images: the same for MNIST and for the built-in digits.
 * @module
 */

/** Rows and columns of an image. */

export const IMAGE_SIZE = 28;

/** Examples in order: image i is `x[784·i … 784·i + 783]`, row by row, and shows the digit `y[i]`. */
export interface LabelledImages {
  /** (examples × 28 × 28), every pixel in [0, 1]: 0 is the ground, 1 the ink. */
  readonly x: Float32Array;
  /** (examples), every label from 0 to 9. */
  readonly y: Uint8Array;
}

/** What a network learns from, and what it is judged by. */
export interface ImageDataset {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}
