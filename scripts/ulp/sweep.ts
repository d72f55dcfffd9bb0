/**
 * The largest errors of formulas of one variable: over a sample of the binary32 numbers, or over all of them.
 *
 * Results are the SIMD table's. The reference computes every 257th block too: a sweep throws where it gives other bits.
 * @module
 */
import { Philox } from '../../lib/core/philox.ts';
import { createKernels, type Kernels } from '../../lib/kernels/index.ts';
import type { Unary } from './unaries.ts';
import { ulpError } from './ulpError.ts';

/** The largest error in ulp, and the bits of the first input that has it. */
export interface Worst {
  readonly ulp: number;
  readonly at: string;
}

/** Of a formula's results. */
export interface Errors extends Worst {
  /** Results at −∞, ∞ and NaN, which count in no error. */
  readonly ends: readonly string[];
  /** FNV-1a over the words of all results, in the order of the inputs' bits. */
  readonly digest: string;
}

/** Of a derivative's: near a zero of it ulp say little. */
export interface DerivativeErrors extends Errors {
  /** The largest error in units of 2⁻²⁴ where the derivative is at most 1, of 2⁻²⁴ of itself above. */
  readonly scaled: number;
  readonly scaledAt: string;
}

export interface Sweep {
  readonly value: Errors;
  readonly derivative?: DerivativeErrors;
}

const BLOCK = 2 ** 13;
const REFERENCE_STRIDE = 257;
const ROUNDING = 2 ** -24;
const NAN_WORD = 0x7fc00000;
/** Where the bits of the finite numbers of either sign end. */
const FINITE = 0x7f800000;
const SIGN = 2 ** 31;

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
const isNaNWord = (word: number): boolean => (word & 0x7fffffff) > FINITE;

/** Six digits, in which records are written. */
const rounded = (error: number): number => Number(error.toPrecision(6));

/**
 * `f` of each element, in a loop of its own: compiled anew for each, since a loop that several functions go through
 * calls them one by one and boxes every number.
 */
function eachOf(f: (x: number) => number): (x: Float32Array, y: Float64Array) => void {
  return new Function('f', 'return (x, y) => { for (let i = 0; i < x.length; i++) y[i] = f(x[i]); }')(f);
}

/** What has been found so far in the results of one program. */
class Findings {
  readonly exact: Float64Array = new Float64Array(BLOCK);
  readonly #y: Float32Array;
  readonly #words: Int32Array;
  #ulp = 0;
  #at = 0;
  #scaled = 0;
  #scaledAt = 0;
  #digest = 0x811c9dc5 | 0;

  constructor(y: Float32Array) {
    this.#y = y;
    this.#words = new Int32Array(y.buffer, y.byteOffset, y.length);
  }

  digest(): void {
    const words = this.#words;
    let digest = this.#digest;
    for (let i = 0; i < BLOCK; i++) {
      digest = Math.imul(digest ^ (isNaNWord(words[i]) ? NAN_WORD : words[i]), 0x01000193);
    }
    this.#digest = digest;
  }

  /** Looks for larger errors in the block, whose inputs have these bits. */
  compare(inputs: Uint32Array): void {
    const y = this.#y, exact = this.exact;
    let ulp = this.#ulp;
    for (let i = 0; i < BLOCK; i++) {
      // Correctly rounded is at most ½ ulp off.
      if (y[i] === exact[i] || (ulp >= 0.5 && y[i] === Math.fround(exact[i]))) continue;
      const error = ulpError(y[i], exact[i]);
      if (error > ulp) [ulp, this.#at] = [error, inputs[i]];
    }
    this.#ulp = ulp;
  }

  /** The same for errors on the scale of derivatives; what is infinite or NaN is left to ulp. */
  compareScaled(inputs: Uint32Array): void {
    const y = this.#y, exact = this.exact;
    let scaled = this.#scaled;
    for (let i = 0; i < BLOCK; i++) {
      const error = Math.abs(y[i] - exact[i]) / Math.max(1, Math.abs(exact[i])) / ROUNDING;
      if (error > scaled && error < Infinity) [scaled, this.#scaledAt] = [error, inputs[i]];
    }
    this.#scaled = scaled;
  }

  errors(ends: readonly string[]): Errors {
    return { ulp: rounded(this.#ulp), at: hex(this.#at), ends, digest: hex(this.#digest) };
  }

  derivativeErrors(ends: readonly string[]): DerivativeErrors {
    return { ...this.errors(ends), scaled: rounded(this.#scaled), scaledAt: hex(this.#scaledAt) };
  }
}

/** The formulas on one table, over a block. */
function bind(table: Kernels, { value, gradient }: Unary) {
  const k = table.reserve(4 * BLOCK, 4), [z, a, da, dz] = [0, 1, 2, 3].map(() => k.allocate(BLOCK));
  da.fill(1);
  const forward = [z, a], backward = [z, a, da, dz];
  const run = (): void => {
    k.elementwise(value, BLOCK, forward);
    if (gradient !== undefined) k.elementwise(gradient.program, BLOCK, backward);
  };
  return { z, words: new Uint32Array(z.buffer, z.byteOffset, BLOCK), a, dz, run };
}

type Bound = ReturnType<typeof bind>;

/** Throws where two tables differ in one bit. */
function expectSameBits(name: string, fast: Bound, reference: Bound): void {
  reference.z.set(fast.z);
  reference.run();
  for (const part of ['a', 'dz'] as const) {
    const words = [fast, reference].map((bound) => new Int32Array(bound[part].buffer, bound[part].byteOffset, BLOCK));
    for (let i = 0; i < BLOCK; i++) {
      if (words[0][i] === words[1][i] || (isNaNWord(words[0][i]) && isNaNWord(words[1][i]))) continue;
      throw new Error(`${name}: ${part} at ${hex(fast.words[i])} is ${hex(words[0][i])} by simd, ${hex(words[1][i])} `
        + 'by the reference');
    }
  }
}

/** Errors over the blocks that `fill` writes, as bits, until it says that there is none left. */
function sweep(unary: Unary, fill: (words: Uint32Array) => boolean, beside: Kernels): Sweep {
  const fast = bind(createKernels('simd'), unary), reference = bind(beside, unary);
  const ends = endsOf(fast);
  const values = new Findings(fast.a), derivatives = new Findings(fast.dz);
  const exactValues = eachOf(unary.exact), exactDerivatives = unary.gradient && eachOf(unary.gradient.exact);
  for (let block = 0; fill(fast.words); block++) {
    fast.run();
    if (block % REFERENCE_STRIDE === 0) expectSameBits(unary.name, fast, reference);
    exactValues(fast.z, values.exact);
    values.compare(fast.words);
    values.digest();
    if (exactDerivatives === undefined) continue;
    exactDerivatives(fast.z, derivatives.exact);
    derivatives.compare(fast.words);
    derivatives.compareScaled(fast.words);
    derivatives.digest();
  }
  const value = values.errors(ends.a);
  return exactDerivatives === undefined ? { value } : { value, derivative: derivatives.derivativeErrors(ends.dz) };
}

function endsOf({ z, a, dz, run }: Bound): Readonly<Record<'a' | 'dz', string[]>> {
  z.set([-Infinity, Infinity, NaN]);
  run();
  const words = (of: Float32Array): string[] => Array.from(of.subarray(0, 3), String);
  return { a: words(a), dz: words(dz) };
}

/** Over `count` finite inputs, as many in every binade of either sign; `beside` must give the same bits. */
export function sampled(unary: Unary, count: number, beside: Kernels = createKernels('reference')): Sweep {
  const random = new Philox(2019);
  let done = 0;
  return sweep(unary, (words) => {
    for (let i = 0; i < BLOCK; i++) {
      const binade = (done + i) % 510;
      words[i] = ((binade & 1) << 31) | ((binade >>> 1) << 23) | (random.nextUint32() >>> 9);
    }
    done += BLOCK;
    return done <= count;
  }, beside);
}

/** Over all finite inputs. */
export function exhaustive(unary: Unary): Sweep {
  let next = 0;
  return sweep(unary, (words) => {
    if (next === FINITE) next = SIGN;
    if (next === SIGN + FINITE) return false;
    for (let i = 0; i < BLOCK; i++) words[i] = next + i;
    next += BLOCK;
    return true;
  }, createKernels('reference'));
}
