/**
 * The built-in data set: handwritten-looking digits, made here and now from pen strokes.
 * @module
 */

import { expectInteger, expectKnownOptions } from '../core/errors.ts';
import { Philox } from '../core/philox.ts';
import { IMAGE_SIZE, labelledImages, type ImageDataset, type LabelledImages } from './dataset.ts';
import { handwrite } from './handwrite.ts';
import { makeRoom, render } from './render.ts';
import { GLYPHS } from './strokes.ts';

/** What {@link digits} makes. */
export interface DigitsOptions {
  /** From 0 to 2⁵³ − 1; other seeds give other images. Default 0. */
  readonly seed?: number;
  /** How many examples to learn from. Default 40000. */
  readonly train?: number;
  /** How many examples to judge by. Default 5000. */
  readonly test?: number;
}

const CLASSES = 10;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
const MAX_EXAMPLES = 1_000_000; // 3 GB of pixels

// Four interleaved families of streams, far from the low numbers that a model of the same seed draws from.
const FIRST_STREAM = 0x1000000000000;
const FAMILIES = 4;
const TRAIN = { images: 0, labels: 1 };
const TEST = { images: 2, labels: 3 };

/** The stream of `family` with number `index`. */
function streamOf(seed: number, family: number, index: number): Philox {
  return new Philox(seed, FIRST_STREAM + FAMILIES * index + family);
}

/** Each ten examples show every digit once, in an order drawn from a stream of their own (Fisher and Yates). */
function makeLabels(seed: number, family: number, count: number): Uint8Array {
  const labels = new Uint8Array(Math.ceil(count / CLASSES) * CLASSES);
  for (let first = 0; first < count; first += CLASSES) {
    const random = streamOf(seed, family, first / CLASSES);
    for (let i = 0; i < CLASSES; i++) {
      const other = random.nextBelow(i + 1);
      labels[first + i] = labels[first + other];
      labels[first + other] = i;
    }
  }
  return labels.slice(0, count);
}

function makeExamples(seed: number, families: typeof TRAIN, count: number): LabelledImages {
  const y = makeLabels(seed, families.labels, count);
  const levels = new Uint8Array(count * PIXELS), room = makeRoom();
  for (let i = 0; i < count; i++) {
    const random = streamOf(seed, families.images, i);
    const variants = GLYPHS[y[i]];
    const lines = handwrite(variants[random.nextBelow(variants.length)], random);
    render(lines, random, levels.subarray(i * PIXELS, (i + 1) * PIXELS), room);
  }
  return labelledImages(levels, y);
}

/**
 * Images of digits in the form of MNIST, 28×28 pixels in [0, 1] (each k ⊘ 255), with their labels: as bytes, `levels`,
 * and as numbers, `x`, made where it is first read.
 *
 * Every digit comes in four or five ways of writing, with shaken strokes, slant, rotation, stretch, bends, size, place,
 * width of pen and uneven ink of its own. Every ten examples in a row show each digit once, in random order.
 *
 * Reproducible: example i is a function of seed, i and whether it is for training or test, so a longer set begins with
 * the shorter one, and the two never share a stream. The bits are the same on every engine.
 * Throws: RangeError or TypeError for a wrong seed or count (0 to 1000000), TypeError for an option that does
 *         not exist.
 */
export function digits(options: DigitsOptions = {}): ImageDataset {
  expectKnownOptions('digits', options, ['seed', 'train', 'test']);
  const { seed = 0, train = 40000, test = 5000 } = options;
  expectInteger('digits', 'seed', seed);
  expectInteger('digits', 'train', train, 0, MAX_EXAMPLES);
  expectInteger('digits', 'test', test, 0, MAX_EXAMPLES);
  return { train: makeExamples(seed, TRAIN, train), test: makeExamples(seed, TEST, test) };
}
