/**
 * Roots of one equation.
 * @module
 */
import { expectNumber, show, typeError } from '../core/errors.ts';
import { findRoot, type RootOptions, type RootSystemResult } from './newtonRootSystem.ts';

export interface RootResult extends Omit<RootSystemResult, 'x' | 'value'> {
  /** Where |f| was smallest. */
  readonly x: number;
  /** f(x). */
  readonly value: number;
}

/**
 * x with f(x) = 0, f a function of one number with derivative df, by Newton's method with damping: x ← x − alpha·f(x)/df(x), see
 * {@link newtonRootSystem}, of which this is the case n = 1.
 *
 *     newtonRoot((x) => x * x - 2, (x) => 2 * x, 1).x     1.4142135623730951
 *
 * (The report's notebook speaks of roots where its code minimises; for that see `newton`.)
 *
 * Throws TypeError or RangeError for an argument that does not fit.
 */
export function newtonRoot(f: (x: number) => number, df: (x: number) => number, start: number, options: RootOptions = {}): RootResult {
  for (const [name, given] of [['f', f], ['df', df]] as const) {
    if (typeof given !== 'function') throw typeError(`newtonRoot: ${name} must be a function, got ${show(given)}`);
  }
  expectNumber('newtonRoot', 'start', start);
  const asSystem = (g: (x: number) => number) => (x: Float64Array, out: Float64Array): void => {
    out[0] = g(x[0]);
  };
  const { x, value, ...rest } = findRoot('newtonRoot', asSystem(f), asSystem(df), Float64Array.of(start), options);
  return { x: x[0], value: value[0], ...rest };
}
