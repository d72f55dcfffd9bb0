/**
 * What functions that draw numbers have in common.
 * @module
 */

import { allocate, expectFloat32Array, expectInstance, expectInteger } from '../core/errors.ts';
import { Philox } from '../core/philox.ts';
import { Purpose, STREAMS, stream } from './streams.ts';

/**
 * How many numbers, and from which place in all randomness. No model of that seed draws from there: these streams are
 * those of `Purpose.draw`.
 */
export interface DrawOptions {
  /** An integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** Streams of one seed are independent of each other; an integer from 0 to 2³² − 1, 0 by default. */
  readonly stream?: number;
  /** How many numbers. */
  readonly length: number;
}

/** Checks the options; an open stream at its start and room for the numbers. */
export function openDraw(
  who: string, { seed, stream: index = 0, length }: DrawOptions,
): { readonly random: Philox; readonly out: Float32Array } {
  expectInteger(who, 'length', length);
  const out = allocate(who, 'length', length, (size) => new Float32Array(size));
  return { random: openStream(who, seed, index), out };
}

/** The user's stream of that number, at its start. */
export function openStream(who: string, seed: number, index: number): Philox {
  expectInteger(who, 'seed', seed);
  expectInteger(who, 'stream', index, 0, STREAMS - 1);
  return new Philox(seed, stream(Purpose.draw, index));
}

/** TypeError unless `random` is a stream of words. */
export function expectPhilox(who: string, random: unknown): asserts random is Philox {
  expectInstance(who, 'random', random, Philox, 'a Philox');
}

/** TypeError unless there is a stream to draw from and an array to fill. */
export function expectDrawInto(who: string, random: unknown, out: unknown): void {
  expectPhilox(who, random);
  expectFloat32Array(who, 'out', out);
}
