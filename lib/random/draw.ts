/**
 * What functions that draw numbers have in common.
 * @module
 */
import { expectInteger } from '../core/errors.ts';
import { Philox } from '../core/philox.ts';

/** How many numbers, and from which place in all randomness. */
export interface DrawOptions {
  /** An integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** Streams of one seed are independent of each other; an integer from 0 to 2⁵³ − 1, 0 by default. */
  readonly stream?: number;
  /** How many numbers. */
  readonly length: number;
}

/** Checks the options; an open stream at its start and room for the numbers. */
export function openDraw(who: string, { seed, stream = 0, length }: DrawOptions): { readonly random: Philox; readonly out: Float32Array } {
  expectInteger(who, 'length', length);
  return { random: openStream(who, seed, stream), out: new Float32Array(length) };
}

/** The stream at its start. */
export function openStream(who: string, seed: number, stream: number): Philox {
  expectInteger(who, 'seed', seed);
  expectInteger(who, 'stream', stream);
  return new Philox(seed, stream);
}
