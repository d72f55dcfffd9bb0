/**
 * The contract of regularizers: what values cost, one term an element.
 *
 * On a parameter, the sum of the terms, as `sum` adds them up, is added to J, and each term's derivative to ∇,
 * once a step after all sums over examples. On a layer's output, an example's sum is added to that example's loss,
 * so that J has the mean over the batch, as Keras divides by the batch size.
 * @module
 */

import { expectArray, expectFunction, expectKnownOptions, expectName, expectNumber } from '../core/errors.ts';
import { add, mul, type Float, type FloatExpression, type Program } from '../formula/index.ts';
import { lazyFormula, record } from '../formula/lazyFormula.ts';

/** What values cost, one term an element. `pointwiseRegularizer` makes one of your own. */
export interface Regularizer {
  /** What files and messages call it. */
  readonly name: string;
  /** Values of the formula's factors, in order. */
  readonly factors: readonly number[];
  /** terms ← term(w), with the factors as scalars. */
  readonly term: Program;
  /** dw ← dw ⊕ (scale ⊗ ∂term/∂w), with the factors and `scale` as scalars. */
  readonly gradient: Program;
}

/** A regularizer as formulas; the symbols are `w` and the factors by name. */
export interface PointwiseRegularizer {
  /** What files and messages call it. */
  readonly name: string;
  /** The names of its factors, in the order in which the function takes their values. */
  readonly factors: readonly string[];
  /** The term of one element w. */
  readonly term: (symbols: Readonly<Record<string, FloatExpression>>) => Float;
  /** ∂term/∂w. */
  readonly derivative: (symbols: Readonly<Record<string, FloatExpression>>) => Float;
}

/**
 * A function that makes the regularizer for given factors.
 *
 *     const logarithmic = pointwiseRegularizer({
 *       name: 'logarithmic', factors: ['c'],
 *       term: ({ w, c }) => mul(c, log(add(1, abs(w)))), derivative: ({ w, c }) => div(mul(c, sign(w)),
 *       add(1, abs(w))),
 *     });
 *     dense({ units: 3, kernelRegularizer: logarithmic(0.01) });
 *
 * Throws TypeError for a definition that is misspelt or of the wrong kind, and for formulas that are none; what it
 * makes throws TypeError or RangeError for a factor that is no finite number.
 */
export function pointwiseRegularizer(definition: PointwiseRegularizer): (...factors: number[]) => Regularizer {
  const who = 'pointwiseRegularizer';
  expectKnownOptions(who, definition, ['name', 'factors', 'term', 'derivative']);
  const { name, factors, term, derivative } = definition;
  expectName(who, 'name', name);
  expectArray(who, 'factors', factors);
  factors.forEach((factor, i) => expectName(who, `factors[${i}]`, factor));
  expectFunction(who, 'term', term);
  expectFunction(who, 'derivative', derivative);
  const make = lazyRegularizer(definition), { term: terms, gradient } = make(...factors.map(() => 0));
  record({ terms, gradient });
  return make;
}

/** The same with formulas that are recorded when they are first read, for the library's own. */
export function lazyRegularizer(
  { name, factors, term, derivative }: PointwiseRegularizer,
): (...factors: number[]) => Regularizer {
  const terms = lazyFormula({
    name, arrays: ['w', 'terms'], scalars: [...factors], define: (symbols) => ({ terms: term(symbols) }),
  });
  const gradient = lazyFormula({
    name: `${name} gradient`, arrays: ['w', 'dw'], scalars: [...factors, 'scale'],
    define: (symbols) => ({ dw: add(symbols.dw, mul(symbols.scale, derivative(symbols))) }),
  });
  return (...values) => {
    factors.forEach((factor, i) => expectNumber(name, factor, values[i]));
    return { name, factors: values, term: terms, gradient };
  };
}
