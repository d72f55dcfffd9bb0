/**
 * The operations a formula may use, and the functions that write them down.
 *
 * A call such as `add(x, 1)` computes nothing: it returns an expression, a small immutable tree. What an expression
 * computes is decided by whoever runs the recorded program: binary32 with one rounding an operation
 * (the reference and the fast path), binary64 (the witness), or text (the printer).
 * @module
 */

import { expectFloat32Range, expectInteger, expectOneOf, show, typeError } from '../core/errors.ts';
import {
  isExpression, type Expression, type Float, type FloatExpression, type Integer, type IntegerExpression, type Kind,
  type Operation, type Signature, type Truth,
} from './expression.ts';

const floats = (count: number, result: Kind = 'float'): Signature => ({
  operands: Array<Kind>(count).fill('float'), result,
});
const integers: Signature = { operands: ['integer', 'integer'], result: 'integer' };
const truths = (count: number): Signature => ({ operands: Array<Kind>(count).fill('truth'), result: 'truth' });

/** Operand kinds and result kind of each operation. */
export const operations: Readonly<Record<Operation, Signature>> = {
  array: floats(0), scalar: floats(0), constant: floats(0), integer: floats(0, 'integer'),
  add: floats(2), sub: floats(2), mul: floats(2), div: floats(2), sqrt: floats(1),
  negate: floats(1), abs: floats(1),
  less: floats(2, 'truth'), lessOrEqual: floats(2, 'truth'), equal: floats(2, 'truth'),
  and: truths(2), or: truths(2), not: truths(1),
  select: { operands: ['truth', 'float', 'float'], result: 'float' },
  bits: floats(1, 'integer'),
  fromBits: { operands: ['integer'], result: 'float' },
  toFloat: { operands: ['integer'], result: 'float' },
  addInteger: integers, subInteger: integers, andInteger: integers, orInteger: integers, xorInteger: integers,
  shiftLeft: integers, shiftRight: integers, exp: floats(1), expm1: floats(1), log: floats(1), log1p: floats(1),
  tanh: floats(1), sigmoid: floats(1), erf: floats(1), erfc: floats(1),
};

function leaf<K extends Kind>(kind: K, operation: Operation, value: number): Expression<K> {
  return { kind, operation, operands: [], value };
}

/**
 * The array or scalar at a position of a formula's list. Throws RangeError for another word or a position below 0,
 * TypeError for a position that is no number.
 */
export function input(operation: 'array' | 'scalar', position: number): Expression<'float'> {
  expectOneOf('input', 'operation', operation, ['array', 'scalar']);
  expectInteger('input', 'position', position);
  return leaf('float', operation, position);
}

function operand(operation: Operation, position: number, given: Expression | number): Expression {
  const wanted = operations[operation].operands[position];
  if (typeof given === 'number') {
    if (wanted === 'float') {
      expectFloat32Range(operation, `operand ${position + 1}`, given);
      return leaf('float', 'constant', given);
    }
    if (wanted === 'integer') return leaf('integer', 'integer', toInteger(operation, position, given));
  } else if (isExpression(given) && given.kind === wanted) return given;
  throw typeError(`${operation}: operand ${position + 1} must be of kind ${wanted}, got ${kindOf(given)}`);
}

function kindOf(given: unknown): string {
  return typeof given === 'number' ? 'float' : isExpression(given) ? given.kind : show(given);
}

/** The 32 bits that a number stands for, signed or not; a shift takes from 0 to 31. */
function toInteger(operation: Operation, position: number, given: number): number {
  const isShift = (operation === 'shiftLeft' || operation === 'shiftRight') && position === 1;
  expectInteger(operation, `operand ${position + 1}`, given, isShift ? 0 : -2147483648, isShift ? 31 : 4294967295);
  return given | 0;
}

function apply<K extends Kind>(kind: K, operation: Operation, ...given: (Expression | number)[]): Expression<K> {
  return { kind, operation, operands: given.map((g, i) => operand(operation, i, g)), value: 0 };
}

/** a ⊕ b. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const add = (a: Float, b: Float): FloatExpression => apply('float', 'add', a, b);
/** a ⊖ b. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const sub = (a: Float, b: Float): FloatExpression => apply('float', 'sub', a, b);
/** a ⊗ b. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const mul = (a: Float, b: Float): FloatExpression => apply('float', 'mul', a, b);
/** a ⊘ b. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const div = (a: Float, b: Float): FloatExpression => apply('float', 'div', a, b);
/** √a, correctly rounded. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const sqrt = (a: Float): FloatExpression => apply('float', 'sqrt', a);
/** −a: the sign bit turned. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const negate = (a: Float): FloatExpression => apply('float', 'negate', a);
/** |a|: the sign bit cleared. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const abs = (a: Float): FloatExpression => apply('float', 'abs', a);
/**
 * a < b; false if either is NaN. Throws TypeError for what is no float, RangeError for a number too large for binary32.
 */
export const less = (a: Float, b: Float): Truth => apply('truth', 'less', a, b);
/**
 * a ≤ b; false if either is NaN. Throws TypeError for what is no float, RangeError for a number too large for binary32.
 */
export const lessOrEqual = (a: Float, b: Float): Truth => apply('truth', 'lessOrEqual', a, b);
/**
 * a = b; false if either is NaN, true of −0 and +0. Throws TypeError for what is no float, RangeError for a number too
 * large for binary32.
 */
export const equal = (a: Float, b: Float): Truth => apply('truth', 'equal', a, b);
/** Whether both are true. Throws TypeError for what is no truth value. */
export const and = (a: Truth, b: Truth): Truth => apply('truth', 'and', a, b);
/** Whether one or both are true. Throws TypeError for what is no truth value. */
export const or = (a: Truth, b: Truth): Truth => apply('truth', 'or', a, b);
/** The opposite. Throws TypeError for what is no truth value. */
export const not = (a: Truth): Truth => apply('truth', 'not', a);
/**
 * `yes` where the condition holds, else `no`; both are computed. Throws TypeError for operands of other kinds,
 * RangeError for a number too large for binary32.
 */
export const select = (condition: Truth, yes: Float, no: Float): FloatExpression =>
  apply('float', 'select', condition, yes, no);
/**
 * The 32 bits of a binary32 value. The binary64 witness refuses it, and all integer operations. Throws TypeError for
 * what is no float, RangeError for a number too large for binary32.
 */
export const bits = (a: Float): IntegerExpression => apply('integer', 'bits', a);
/**
 * The binary32 value of 32 bits. Throws TypeError for what is no integer, RangeError for a number that is no 32 bits.
 */
export const fromBits = (a: Integer): FloatExpression => apply('float', 'fromBits', a);
/**
 * A 32-bit integer as a float, rounded to nearest. Throws TypeError for what is no integer, RangeError for a number
 * that is no 32 bits.
 */
export const toFloat = (a: Integer): FloatExpression => apply('float', 'toFloat', a);
/** a + b modulo 2³². Throws TypeError for what is no integer, RangeError for a number that is no 32 bits. */
export const addInteger = (a: Integer, b: Integer): IntegerExpression => apply('integer', 'addInteger', a, b);
/** a − b modulo 2³². Throws TypeError for what is no integer, RangeError for a number that is no 32 bits. */
export const subInteger = (a: Integer, b: Integer): IntegerExpression => apply('integer', 'subInteger', a, b);
/** a and b, bit by bit. Throws TypeError for what is no integer, RangeError for a number that is no 32 bits. */
export const andInteger = (a: Integer, b: Integer): IntegerExpression => apply('integer', 'andInteger', a, b);
/** a or b, bit by bit. Throws TypeError for what is no integer, RangeError for a number that is no 32 bits. */
export const orInteger = (a: Integer, b: Integer): IntegerExpression => apply('integer', 'orInteger', a, b);
/** Either a or b, bit by bit. Throws TypeError for what is no integer, RangeError for a number that is no 32 bits. */
export const xorInteger = (a: Integer, b: Integer): IntegerExpression => apply('integer', 'xorInteger', a, b);
/**
 * a · 2ᵇ modulo 2³², b a constant from 0 to 31. Throws TypeError for what is no integer, RangeError for a b out of
 * range.
 */
export const shiftLeft = (a: Integer, b: number): IntegerExpression => apply('integer', 'shiftLeft', a, b);
/**
 * a shifted right by b places, the sign kept, b a constant from 0 to 31. Throws TypeError for what is no integer,
 * RangeError for a b out of range.
 */
export const shiftRight = (a: Integer, b: number): IntegerExpression => apply('integer', 'shiftRight', a, b);
/** eᵃ. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const exp = (a: Float): FloatExpression => apply('float', 'exp', a);
/** eᵃ − 1, exact near 0 too. Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const expm1 = (a: Float): FloatExpression => apply('float', 'expm1', a);
/**
 * The natural logarithm of a. Throws TypeError for what is no float, RangeError for a number too large for binary32.
 */
export const log = (a: Float): FloatExpression => apply('float', 'log', a);
/**
 * log(1 + a), exact near 0 too. Throws TypeError for what is no float, RangeError for a number too large for binary32.
 */
export const log1p = (a: Float): FloatExpression => apply('float', 'log1p', a);
/**
 * The hyperbolic tangent of a. Throws TypeError for what is no float, RangeError for a number too large for binary32.
 */
export const tanh = (a: Float): FloatExpression => apply('float', 'tanh', a);
/** 1/(1 + e⁻ᵃ). Throws TypeError for what is no float, RangeError for a number too large for binary32. */
export const sigmoid = (a: Float): FloatExpression => apply('float', 'sigmoid', a);
/**
 * The error function 2/√π·∫₀ᵃ exp(−t²) dt. Throws TypeError for what is no float, RangeError for a number too large for
 * binary32.
 */
export const erf = (a: Float): FloatExpression => apply('float', 'erf', a);
/**
 * 1 − erf(a), as exact where it is small. Throws TypeError for what is no float, RangeError for a number too large for
 * binary32.
 */
export const erfc = (a: Float): FloatExpression => apply('float', 'erfc', a);
