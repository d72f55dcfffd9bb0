/**
 * Bounds of variables.
 * @module
 */

import {
  ShapeError, expectArray, expectArrayLike, expectKnownOptions, rangeError, show, typeError,
} from '../core/errors.ts';
import { norm } from './vectors.ts';

/**
 * Bounds of each variable: pairs [lower, upper], or lower and upper ones, a number for all or one each. −Infinity,
 * Infinity or what is left out: none. Equal ones hold a variable fixed.
 */
export type GivenBounds =
  | readonly (readonly [lower: number, upper: number])[]
  | { readonly lower?: number | ArrayLike<number>; readonly upper?: number | ArrayLike<number> };

/** The option of minimizers that keep to bounds. */
export interface BoundedOptions {
  /**
   * Where x may be; f is asked for nowhere else. A start outside is moved to the nearest point inside. Default none.
   */
  readonly bounds?: GivenBounds;
}

/** So near to a bound is there: a few roundings of a step's length. */
const THERE = 1 - 2 ** -50;

/** The box lowerᵢ ≤ xᵢ ≤ upperᵢ. */
export class Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;

  /**
   * Throws TypeError, RangeError or ShapeError unless there are n bounds, none of them NaN, none above its upper one,
   * no lower one Infinity and no upper one −Infinity.
   */
  constructor(who: string, given: GivenBounds, n: number) {
    const [lower, upper] = sides(who, given);
    this.lower = numbers(who, lower, n, -Infinity);
    this.upper = numbers(who, upper, n, Infinity);
    for (let i = 0; i < n; i++) {
      if (this.lower[i] <= this.upper[i] && this.lower[i] < Infinity && this.upper[i] > -Infinity) continue;
      throw rangeError(`${who}: bounds must have a number between ${lower.name(i)} and ${upper.name(i)}, got `
        + `${this.lower[i]} and ${this.upper[i]}`);
    }
  }

  /** The box of the steps that lead from x, a point of this one, to its points. */
  about(x: Float64Array): Bounds {
    const { lower, upper } = this;
    return new Bounds('', { lower: lower.map((v, i) => v - x[i]), upper: upper.map((v, i) => v - x[i]) }, x.length);
  }

  /** x ← the point of the box that is nearest to it. */
  project(x: Float64Array): void {
    for (let i = 0; i < x.length; i++) x[i] = Math.min(this.upper[i], Math.max(this.lower[i], x[i]));
  }

  /** ‖g‖₂ of the variables that are not `held`: 0 where no way down leads inside. */
  freeNorm(x: Float64Array, g: Float64Array): number {
    const held = this.held(x, g);
    return norm(g.map((slope, i) => (held[i] ? 0 : slope)));
  }

  /** Whether each variable is at a bound that the way down the gradient g leads out of. */
  held(x: Float64Array, g: Float64Array): boolean[] {
    return Array.from(x, (v, i) => (g[i] < 0 ? v >= this.upper[i] : g[i] > 0 && v <= this.lower[i]));
  }

  /** The t at which xᵢ + t·dᵢ meets a bound; Infinity where it meets none. */
  way(i: number, x: Float64Array, d: Float64Array): number {
    return d[i] === 0 ? Infinity : ((d[i] > 0 ? this.upper[i] : this.lower[i]) - x[i]) / d[i];
  }

  /** The t at which x + t·d leaves the box. */
  reach(x: Float64Array, d: Float64Array): number {
    return d.reduce((least, _, i) => Math.min(least, this.way(i, x, d)), Infinity);
  }

  /** out ← x + alpha·d, or the point of the box that is nearest to it; what comes to a bound is there exactly. */
  moveInto(x: Float64Array, alpha: number, d: Float64Array, out: Float64Array): void {
    for (let i = 0; i < out.length; i++) {
      const isThere = alpha >= THERE * this.way(i, x, d);
      out[i] = isThere ? (d[i] > 0 ? this.upper[i] : this.lower[i]) : x[i] + alpha * d[i];
    }
    this.project(out);
  }
}

/** Lower or upper bounds, and what one of them is called. */
interface Side {
  readonly given: unknown;
  name(i: number): string;
}

function sides(who: string, given: unknown): readonly [Side, Side] {
  if (!Array.isArray(given)) {
    if (typeof given !== 'object' || given === null) {
      throw typeError(`${who}: bounds must be pairs [lower, upper], or { lower, upper }, got ${show(given)}`);
    }
    expectKnownOptions(`${who}: bounds`, given, ['lower', 'upper']);
    const { lower, upper } = given as { readonly lower?: unknown; readonly upper?: unknown };
    return [{ given: lower, name: (i) => `lower[${i}]` }, { given: upper, name: (i) => `upper[${i}]` }];
  }
  expectArray(who, 'bounds', given);
  const pairs = given.map((pair: unknown, i) => {
    expectArray(who, `bounds[${i}]`, pair);
    if (pair.length === 2) return pair;
    throw new ShapeError(`${who}: bounds[${i}] must be a pair [lower, upper], got ${show(pair)}`);
  });
  const side = (which: 0 | 1): Side => ({
    given: pairs.map((pair) => pair[which]), name: (i) => `bounds[${i}][${which}]`,
  });
  return [side(0), side(1)];
}

function numbers(who: string, { given, name }: Side, n: number, none: number): Float64Array {
  if (given === undefined || typeof given === 'number') return checked(new Float64Array(n).fill(given ?? none));
  expectArrayLike(who, 'bounds', given);
  if (given.length !== n) throw new ShapeError(`${who}: bounds must be ${n}, one a variable, got ${given.length}`);
  return checked(Array.from(given));

  function checked(values: ArrayLike<unknown>): Float64Array {
    return Float64Array.from(values, (value, i) => {
      if (typeof value === 'number' && !Number.isNaN(value)) return value;
      const error = typeof value === 'number' ? rangeError : typeError;
      throw error(`${who}: ${name(i)} must be a number, Infinity or -Infinity, got ${show(value)}`);
    });
  }
}
