/**
 * Sums of two-digit numbers, written as text: '07+95=102'.
 * @module
 */
import { shuffle } from '../../lib/random/index.ts';
import { UsageError } from '../command/usageError.ts';

/** A character is known by its place here. */
export const CHARACTERS = '0123456789+=';
/** Characters of '07+95=' and of '102'. */
export const QUESTION = 6, ANSWER = 3;
/** What is read of a sum: all but its last character, after which nothing comes. */
export const STEPS: number = QUESTION + ANSWER - 1;

const NUMBERS = 100, HELD_OUT = 0.2;

/** Some sums as a network takes them. */
export interface Sums {
  readonly count: number;
  /** Their first STEPS characters. */
  readonly x: Float32Array;
  /** Their answers: what comes after each of the last ANSWER characters of x. */
  readonly y: Uint8Array;
}

/** All 10,000 sums in an order that the seed draws: the first fifth is held out, the others are for training. */
export function drawSums(seed: number): { readonly train: Sums; readonly heldOut: Sums } {
  const pairs = shuffle({ seed, length: NUMBERS * NUMBERS }), held = HELD_OUT * pairs.length;
  return { heldOut: sumsOf(pairs.subarray(0, held)), train: sumsOf(pairs.subarray(held)) };
}

function sumsOf(pairs: Uint32Array): Sums {
  const ids = Array.from(pairs, (pair) => {
    const a = Math.floor(pair / NUMBERS), b = pair % NUMBERS;
    return Array.from(`${inDigits(a, 2)}+${inDigits(b, 2)}=${inDigits(a + b, ANSWER)}`, (c) => CHARACTERS.indexOf(c));
  });
  return {
    count: ids.length,
    x: Float32Array.from(ids.flatMap((all) => all.slice(0, STEPS))),
    y: Uint8Array.from(ids.flatMap((all) => all.slice(QUESTION))),
  };
}

function inDigits(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** The sum of that number, with the answer that is given. */
export function textOf({ x }: Sums, sum: number, answer: ArrayLike<number>): string {
  const question = x.subarray(sum * STEPS, sum * STEPS + QUESTION);
  return [...question, ...Array.from(answer)].map((id) => CHARACTERS[id]).join('');
}

/** Throws UsageError where the command line asks for what only images have. */
export function expectNoPixels({ normalize }: { readonly normalize: boolean }): void {
  if (normalize) throw new UsageError('--normalize must be absent with sums, which have no pixels');
}
