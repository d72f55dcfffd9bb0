/**
 * Roots of one equation.
 * @module
 */

import { expectFunction, expectNumber, show, typeError } from '../core/errors.ts';
import { findRoot, type RootOptions, type RootSystemResult } from './newtonRootSystem.ts';

/** What {@link newtonRoot} finds. */
export interface RootResult extends Omit<RootSystemResult, 'x' | 'value'> {
  /** Where |f| was smallest. */
  readonly x: number;
  /** f(x). */
  readonly value: number;
}

/**
 * x with f(x) = 0, f a function of one number with derivative df, by Newton's method with damping:
 * x ← x − alpha·f(x)/df(x), see {@link newtonRootSystem}, of which this is the case n = 1.
 *
 *     newtonRoot((x) => x * x - 2, (x) => 2 * x, 1).x     1.4142135623730951
 *
 * (The report's notebook speaks of roots where its code minimises; for that see `newton`.)
 *
 * Throws TypeError or RangeError for an argument that does not fit, and TypeError where f or df returns no number.
 */
export function newtonRoot(
  f: (x: number) => number, df: (x: number) => number, start: number, options: RootOptions = {},
): RootResult {
  expectFunction('newtonRoot', 'f', f);
  expectFunction('newtonRoot', 'df', df);
  expectNumber('newtonRoot', 'start', start);
  const evaluations = { values: 0, derivatives: 0 };
  const asSystem = (name: string, g: (x: number) => number, counted: keyof typeof evaluations) => (
    x: Float64Array, out: Float64Array,
  ): void => {
    evaluations[counted]++;
    const value: unknown = g(x[0]);
    if (typeof value !== 'number') throw typeError(`newtonRoot: ${name} must return a number, got ${show(value)}`);
    out[0] = value;
  };
  const system = { f: asSystem('f', f, 'values'), jacobian: asSystem('df', df, 'derivatives'), evaluations };
  const { x, value, ...rest } = findRoot('newtonRoot', system, Float64Array.of(start), options);
  return { x: x[0], value: value[0], ...rest };
}
