/**
 * The shape of a set of labelled 28×28 images: the same for MNIST and for the built-in digits.
 * @module
 */

import { ScaledBytes } from '../core/scaledBytes.ts';

/** Rows and columns of an image. */
export const IMAGE_SIZE = 28;

/** Examples in order: image i is `x[784·i … 784·i + 783]`, row by row, and shows what `y[i]` says. */
export interface LabelledImages {
  /**
   * (examples × 28 × 28), every pixel in [0, 1]: 0 is the ground, 1 the ink. Made from `levels` where it is first read.
   */
  readonly x: Float32Array;
  /** The same numbers in a quarter of the memory: what models and all that works on examples take for x as well. */
  readonly levels: ScaledBytes;
  /** (examples), labels from 0 on: of MNIST and the built-in digits the digit. */
  readonly y: Uint8Array;
}

/** Images of such grey levels, which are not copied. */
export function labelledImages(bytes: Uint8Array, y: Uint8Array): LabelledImages {
  const levels = new ScaledBytes(bytes);
  let x: Float32Array | undefined;
  return {
    get x() { return x ??= levels.toFloat32Array(); },
    levels, y,
  };
}

/** What a network learns from, and what it is judged by. */
export interface ImageDataset {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}
