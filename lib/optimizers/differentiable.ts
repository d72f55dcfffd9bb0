/**
 * Functions of θ, as the user gives them.
 * @module
 */

import { expectFunction, expectObject, show, typeError } from '../core/errors.ts';
import { filling, reading } from '../core/filled.ts';

/** A function of θ with its gradient. Neither changes θ. */
export interface DifferentiableFunction {
  value(theta: Float32Array): number;
  /** Writes the gradient at theta to `out`: every element, whatever it holds. What is returned is not read. */
  gradient(theta: Float32Array, out: Float32Array): void;
}

/** A function held to its contract. */
export interface HeldFunction extends DifferentiableFunction {
  readonly of: DifferentiableFunction;
}

/**
 * Throws TypeError for what is no function of θ; the functions given back throw it for what breaks its contract, with θ
 * as it was.
 */
export function holdFunction(who: string, objective: DifferentiableFunction): HeldFunction {
  expectObject(who, 'objective', objective);
  for (const name of ['value', 'gradient'] as const) expectFunction(who, `objective.${name}`, objective[name]);
  const value = reading(who, 'objective.value', ['theta'], (theta: Float32Array) => objective.value(theta));
  return {
    of: objective,
    value(theta) {
      const found: unknown = value(theta);
      if (typeof found !== 'number') {
        throw typeError(`${who}: objective.value must return a number, got ${show(found)}`);
      }
      return found;
    },
    gradient: filling(who, 'objective.gradient', ['theta'], (theta: Float32Array, out: Float32Array) =>
      objective.gradient(theta, out)),
  };
}
