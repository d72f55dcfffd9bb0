/**
 * Gradients from values alone.
 * @module
 */

import { expectFunction, expectKnownOptions, expectObject, expectOneOf, expectPositive } from '../core/errors.ts';
import { reading } from '../core/filled.ts';
import { Bounds, type BoundedOptions } from './bounds.ts';
import { FORWARD_STEP, oneSided, type Place } from './oneSided.ts';
import type { DifferencedObjective, Objective } from './objective.ts';

/** What {@link finiteDifferences} takes. */
export interface FiniteDifferencesOptions extends BoundedOptions {
  /** How slopes are taken. Default 'forward'. */
  readonly method?: 'forward' | 'central';
  /** hᵢ is this times max(1, |xᵢ|). Default 2⁻²⁶ for 'forward', 2⁻¹⁷ for 'central'. */
  readonly step?: number;
}

/** What a default step leaves of f's digits: half of them by one difference, two thirds by two. */
const STEPS = { forward: FORWARD_STEP, central: 2 ** -17 } as const;

/**
 * An objective whose gradient is made of differences of f: for functions whose derivatives nobody has written.
 *
 *     forward    ∂f/∂xᵢ ≈ (f(x + hᵢeᵢ) − f(x))/hᵢ              n values more
 *     central    ∂f/∂xᵢ ≈ (f(x + hᵢeᵢ) − f(x − hᵢeᵢ))/2hᵢ      2n values more
 *
 *     lbfgs(finiteDifferences({ value: f }), start)
 *
 * Where f has 16 right digits, about 8 of ∇f are right, by 'central' 10: relative to f and to max(1, |xᵢ|), not to ∇f,
 * so that tolerances smaller than that are met by luck alone. With `bounds` f is asked for nowhere else: a step that
 * would leave them goes the other way, or to the further bound; 'central' then takes
 * (4f(x + hᵢeᵢ) − 3f(x) − f(x + 2hᵢeᵢ))/2hᵢ, hᵢ of either sign. A variable that bounds hold fixed has slope 0.
 *
 * f(x) is not asked for again where it was the last value asked for. `evaluations.values` of a result counts the values
 * that gradients took too. Binary64. Throws TypeError or RangeError for arguments that do not fit; for bounds that do
 * not, once n is known.
 */
export function finiteDifferences(
  objective: Pick<Objective, 'value'>, options: FiniteDifferencesOptions = {},
): DifferencedObjective {
  const who = 'finiteDifferences';
  expectKnownOptions(who, options, ['method', 'step', 'bounds']);
  expectObject(who, 'objective', objective);
  expectFunction(who, 'objective.value', objective.value);
  const { method = 'forward' } = options;
  expectOneOf(who, 'method', method, ['forward', 'central']);
  const { step = STEPS[method] } = options;
  expectPositive(who, 'step', step);

  let calls = 0, last: Float64Array | undefined, lastValue = NaN, bounds: Bounds | undefined;
  const ask = reading(who, 'objective.value', ['x'], (x: Float64Array) => {
    calls++;
    return objective.value(x);
  });
  const value = (x: Float64Array): number => {
    if (last?.length === x.length && x.every((v, i) => v === last?.[i])) return lastValue;
    lastValue = ask(x);
    last = x.slice();
    return lastValue;
  };
  const slope = method === 'forward' ? forward : central;
  return {
    value,
    gradient: (x, out) => {
      if (bounds?.lower.length !== x.length) bounds = new Bounds(who, options.bounds ?? {}, x.length);
      const { lower, upper } = bounds, here = value(x), moved = x.slice();
      for (let i = 0; i < x.length; i++) {
        const at = (xi: number): number => {
          moved[i] = xi;
          return ask(moved);
        };
        out[i] = slope(at, here, { x: x[i], h: step * Math.max(1, Math.abs(x[i])), lower: lower[i], upper: upper[i] });
        moved[i] = x[i];
      }
    },
    valueCalls: () => calls,
  };
}

type Slope = (at: (x: number) => number, here: number, place: Place) => number;

const forward: Slope = (at, here, place) => {
  const { x } = place, to = oneSided(place);
  return to === x ? 0 : (at(to) - here) / (to - x);
};

const central: Slope = (at, here, { x, h, lower, upper }) => {
  if (x + h <= upper && x - h >= lower) return (at(x + h) - at(x - h)) / (x + h - (x - h));
  const room = upper - x >= x - lower ? upper - x : lower - x;
  const near = x + Math.sign(room) * Math.min(h, Math.abs(room) / 2), d = near - x;
  if (d === 0) return 0;
  const far = Math.min(upper, Math.max(lower, near + d));
  return (4 * at(near) - 3 * here - at(far)) / (2 * d);
};
