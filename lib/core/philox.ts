/**
 * Philox 4x32-10, a counter-based generator of random bits: the same (seed, stream, position) gives the same word on
 * every machine, whatever was drawn before and by whom.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; constants and
 * known-answer vectors from the authors' Random123.
 * @module
 */

import { brand } from './brand.ts';
import { expectInteger } from './errors.ts';

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // the golden ratio's fraction
const WEYL_1 = 0xbb67ae85; // that of √3
const ROUNDS = 10;
const TWO_32 = 2 ** 32;
const BLOCKS = 2 ** 51; // of a stream

/** The high 32 bits of the 64-bit product of two unsigned 32-bit integers, as a signed integer. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16;
  const bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16); // below 2³²
  const other = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff); // so is this
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/**
 * One block: four 32-bit words for a 128-bit counter and a 64-bit key.
 *
 * Writes `out[0..3]` (an Int32Array or Uint32Array of at least four). Trusts its caller: nothing is checked.
 */
export function philox4x32(
  c0: number, c1: number, c2: number, c3: number, key0: number, key1: number, out: Uint32Array,
): void {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0), low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2), low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ key0;
    c1 = low1;
    c2 = high0 ^ c3 ^ key1;
    c3 = low0;
    key0 = (key0 + WEYL_0) | 0;
    key1 = (key1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * A stream of random words, read in order.
 *
 * Key: the seed's low and high 32 bits. Counter: the block's number (low, high), then the stream's (low, high). Streams
 * of one seed never meet: they differ in the counter, over which Philox is a bijection.
 *
 * This is the bare generator: stream 0, the default, is also where a model of that seed draws its first weights from.
 * Its streams have the numbers that `stream` of `bitgrad/random` gives; `stream(Purpose.draw, 0)` is that of `uniform`.
 *
 * `seed` and `stream` are integers from 0 to 2⁵³ − 1; 0 is a seed like any other. Throws RangeError or TypeError for
 * others. A stream has 2⁵³ words: to draw beyond them throws RangeError.
 */
export class Philox {
  static { brand(this, 'Philox'); }

  readonly seed: number;
  readonly stream: number;
  readonly #words: Uint32Array = new Uint32Array(4);
  /** Key and stream as 32-bit integers, low and high. */
  readonly #key0: number;
  readonly #key1: number;
  readonly #stream0: number;
  readonly #stream1: number;
  /** The number of the block after that of `#words`, of which so many words are drawn: all, where there is none yet. */
  #next = 0;
  #drawn = 4;

  constructor(seed: number, stream = 0) {
    expectInteger('Philox', 'seed', seed);
    expectInteger('Philox', 'stream', stream);
    this.seed = seed;
    this.stream = stream;
    this.#key0 = seed | 0;
    this.#key1 = Math.floor(seed / TWO_32) | 0;
    this.#stream0 = stream | 0;
    this.#stream1 = Math.floor(stream / TWO_32) | 0;
  }

  /**
   * How many words have been drawn, at most 2⁵³ − 1. Setting it jumps there at once; throws RangeError or TypeError for
   * what is no such count.
   */
  get position(): number {
    return 4 * (this.#next - 1) + this.#drawn;
  }

  set position(value: number) {
    expectInteger('Philox', 'position', value);
    const lane = value % 4;
    this.#next = (value - lane) / 4;
    if (lane !== 0) this.#makeBlock();
    this.#drawn = lane === 0 ? 4 : lane;
  }

  /** The next 32 bits, as an unsigned integer. */
  nextUint32(): number {
    if (this.#drawn === 4) this.#makeBlock();
    return this.#words[this.#drawn++];
  }

  /** The next float in [0, 1): the top 24 bits of a word times 2⁻²⁴, so every value is exact in binary32. */
  nextFloat(): number {
    return (this.nextUint32() >>> 8) * 2 ** -24;
  }

  /**
   * An integer in [0, bound), every one equally likely (Lemire 2019: a word that would favour some is drawn again).
   * Throws RangeError or TypeError unless `bound` is an integer from 1 to 2³² − 1; no word is drawn then.
   */
  nextBelow(bound: number): number {
    expectInteger('nextBelow', 'bound', bound, 1, TWO_32 - 1);
    for (;;) {
      const word = this.nextUint32();
      const low = Math.imul(word, bound) >>> 0;
      // the second alone would do, with a division each time
      if (low >= bound || low >= TWO_32 % bound) return multiplyHigh(word, bound) >>> 0;
    }
  }

  #makeBlock(): void {
    const block = this.#next;
    if (block === BLOCKS) expectInteger('Philox', 'position', 4 * block);
    philox4x32(
      block | 0, Math.floor(block / TWO_32) | 0, this.#stream0, this.#stream1, this.#key0, this.#key1, this.#words,
    );
    this.#next = block + 1;
    this.#drawn = 0;
  }
}
