/**
 * The derivative of a written formula, as another formula.
 * @module
 */

import { expectFunction, show, typeError } from '../core/errors.ts';
import { add, div, exp, mul, negate, select, sub } from './arithmetic.ts';
import type { Expression, Float, FloatExpression, Operation } from './expression.ts';
import { sign } from './composite.ts';
import { isExpression } from './expression.ts';

/** What a rule knows: the value y of the operation, its operands, and their derivatives. */
interface Known {
  readonly y: FloatExpression;
  readonly a: FloatExpression;
  readonly b: FloatExpression;
  readonly da: Float;
  readonly db: Float;
}

/** 2/√π in binary32. */
const TWO_BY_SQRT_PI = 1.1283791670955126;

const bell = (a: Float): FloatExpression => mul(TWO_BY_SQRT_PI, exp(negate(mul(a, a))));

// What is multiplied by 0 or 1, or has 0 added, is not written down; with infinite operands that is more than
// arithmetic would say.
const isZero = (a: Float): boolean => a === 0;
const plus = (a: Float, b: Float): Float => (isZero(a) ? b : isZero(b) ? a : add(a, b));
const minus = (a: Float, b: Float): Float => (isZero(b) ? a : isZero(a) ? negate(b) : sub(a, b));
const times = (a: Float, b: Float): Float => (isZero(a) || isZero(b) ? 0 : a === 1 ? b : b === 1 ? a : mul(a, b));
const over = (a: Float, b: Float): Float => (isZero(a) ? 0 : div(a, b));

const rules: Readonly<Partial<Record<Operation, (known: Known) => Float>>> = {
  add: ({ da, db }) => plus(da, db),
  sub: ({ da, db }) => minus(da, db),
  mul: ({ a, b, da, db }) => plus(times(da, b), times(a, db)),
  div: ({ y, b, da, db }) => over(minus(da, times(y, db)), b),
  sqrt: ({ y, da }) => over(da, mul(2, y)),
  negate: ({ da }) => minus(0, da),
  abs: ({ a, da }) => times(sign(a), da),
  exp: ({ y, da }) => times(y, da),
  expm1: ({ y, da }) => times(add(y, 1), da),
  log: ({ a, da }) => over(da, a),
  log1p: ({ a, da }) => over(da, add(1, a)),
  tanh: ({ y, da }) => times(sub(1, mul(y, y)), da),
  sigmoid: ({ y, da }) => times(mul(y, sub(1, y)), da),
  erf: ({ a, da }) => times(bell(a), da),
  erfc: ({ a, da }) => times(negate(bell(a)), da),
};

/**
 * d`value`/d`by`, where `by` is an array or scalar of the formula; all other arrays and scalars are constant.
 *
 * By the chain rule, operation by operation. A select is differentiated in the branch that is taken: where it changes
 * over, what is given is that branch's derivative. That of |a| is 0 at 0, that of √a infinite.
 * Throws TypeError where `value` depends on `by` through the bits of a float, which have no derivative. TypeError too
 * for a `by` that is no float.
 */
export function differentiate(value: Float, by: FloatExpression): Float {
  expectFloat('differentiate', 'by', by);
  return directionalDerivative(value, (leaf) => (leaf.operation === by.operation && leaf.value === by.value ? 1 : 0));
}

/**
 * The derivative of `value` where each array and scalar changes at the rate that `direction` gives for it,
 * by the rules of `differentiate`.
 *
 * Throws TypeError for what is no float or no function, and where `value` depends on an array or scalar through the
 * bits of a float.
 */
export function directionalDerivative(value: Float, direction: (leaf: FloatExpression) => Float): Float {
  if (typeof value !== 'number') expectFloat('differentiate', 'value', value);
  expectFunction('differentiate', 'direction', direction);
  const known = new Map<Expression, Float>();
  const derivative = (of: Expression): Float => {
    const found = known.get(of);
    if (found !== undefined) return found;
    const isVariable = of.operation === 'array' || of.operation === 'scalar';
    const result = isVariable ? direction(of as FloatExpression) : byRule(of, derivative);
    known.set(of, result);
    return result;
  };
  return typeof value === 'number' ? 0 : derivative(value);
}

function expectFloat(who: string, argument: string, value: unknown): void {
  if (isExpression(value) && value.kind === 'float') return;
  throw typeError(
    `${who}: ${argument} must be an expression of kind float, got ${isExpression(value) ? value.kind : show(value)}`,
  );
}

function byRule(y: Expression, derivative: (of: Expression) => Float): Float {
  if (y.kind !== 'float' || y.operands.length === 0) return 0;
  if (y.operation === 'select') {
    const [condition, yes, no] = y.operands, dYes = derivative(yes), dNo = derivative(no);
    return dYes === dNo ? dYes : select(condition as Expression<'truth'>, dYes, dNo);
  }
  const rule = rules[y.operation];
  if (rule === undefined) {
    throw typeError(`differentiate: '${y.operation}' works on the bits of binary32 values and has no derivative`);
  }
  const [a, b = a] = y.operands as readonly FloatExpression[];
  return rule({ y: y as FloatExpression, a, b, da: derivative(a), db: derivative(b) });
}
