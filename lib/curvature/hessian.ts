/**
 * A model's curvature as a whole matrix.
 * @module
 */

import { expectInteger, expectKnownOptions, rangeError } from '../core/errors.ts';
import type { GivenInputs, GivenTargets, Model } from '../model/index.ts';
import {
  MODEL_FUNCTION_OPTIONS, modelFunction, type ModelFunction, type ModelFunctionOptions,
} from './modelFunction.ts';

/** What {@link hessian} and {@link gaussNewton} take. */
export interface MatrixOptions extends ModelFunctionOptions {
  /** Refuses a model of more parameters, whose matrix would have their square of elements. Default 2048: 32 MB. */
  readonly maxParameters?: number;
}

/**
 * H at the model's θ, n × n for n parameters, row-major and symmetric but for rounding: a product {@link hessianVector}
 * for each column.
 *
 * Throws RangeError for a model of more than `maxParameters` parameters, and as `hessianVector`.
 */
export function hessian(model: Model, x: GivenInputs, y: GivenTargets, options: MatrixOptions = {}): Float64Array {
  return matrix('hessian', model, x, y, options, (f) => f.hessianVector.bind(f));
}

/** The Gauss-Newton matrix likewise; see {@link gaussNewtonVector}. Throws as {@link hessian} does. */
export function gaussNewton(model: Model, x: GivenInputs, y: GivenTargets, options: MatrixOptions = {}): Float64Array {
  return matrix('gaussNewton', model, x, y, options, (f) => f.gaussNewtonVector.bind(f));
}

function matrix(
  who: string, model: Model, x: GivenInputs, y: GivenTargets, options: MatrixOptions,
  product: (f: ModelFunction) => ModelFunction['hessianVector'],
): Float64Array {
  expectKnownOptions(who, options, [...MODEL_FUNCTION_OPTIONS, 'maxParameters']);
  const { maxParameters = 2048, ...rest } = options;
  expectInteger(who, 'maxParameters', maxParameters, 1);
  const f = modelFunction(who, model, x, y, rest), { length } = f;
  if (length > maxParameters) {
    throw rangeError(`${who}: the model must have at most maxParameters = ${maxParameters} parameters, got ${length}; `
      + 'products need no matrix');
  }
  return columns(length, model.theta, product(f));
}

/** An n × n matrix, row-major, from its products with the unit vectors. */
function columns(n: number, theta: ArrayLike<number>, product: ModelFunction['hessianVector']): Float64Array {
  const result = new Float64Array(n * n), unit = new Float64Array(n), column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit.fill(0)[j] = 1;
    product(theta, unit, column);
    for (let i = 0; i < n; i++) result[i * n + j] = column[i];
  }
  return result;
}
