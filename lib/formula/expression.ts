/**
 * Expressions: what a formula is written down as.
 * @module
 */

/** What a value is: a float, a 32-bit integer (the bits of a float, or counted from them), or a truth value. */
export type Kind = 'float' | 'integer' | 'truth';

/** What an operation takes and gives. */
export interface Signature {
  /** The kind of each operand. */
  readonly operands: readonly Kind[];
  /** The kind of what it gives. */
  readonly result: Kind;
}

/** The operations that are formulas of their own in binary32; see lib/kernels/elementary.ts. */
export type ElementaryFunction = 'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'sigmoid' | 'erf' | 'erfc';

/** The name of an operation. */
export type Operation =
  // leaves; which array, scalar or number it is stands in the expression
  | 'array' | 'scalar' | 'constant' | 'integer'
  // correctly rounded
  | 'add' | 'sub' | 'mul' | 'div' | 'sqrt'
  // exact
  | 'negate' | 'abs' | 'less' | 'lessOrEqual' | 'equal' | 'and' | 'or' | 'not' | 'select'
  // on the bits of a binary32 value
  | 'bits' | 'fromBits' | 'toFloat' | 'addInteger' | 'subInteger' | 'andInteger' | 'orInteger' | 'xorInteger'
  | 'shiftLeft' | 'shiftRight'
  | ElementaryFunction;

/** A written-down value of one kind. */
export interface Expression<K extends Kind = Kind> {
  /** What its value is. */
  readonly kind: K;
  /** What makes it of its operands. */
  readonly operation: Operation;
  /** What it is made of, none for a leaf. */
  readonly operands: readonly Expression[];
  /** The number of a constant or integer, the position of an array or scalar; 0 elsewhere. */
  readonly value: number;
}

/** What the functions that write a float give. */
export type FloatExpression = Expression<'float'>;
/** What the functions that write an integer give. */
export type IntegerExpression = Expression<'integer'>;

/** What the functions below take where a float is wanted: an expression, or a number that stands for itself. */
export type Float = Expression<'float'> | number;
/** The same where an integer is wanted. */
export type Integer = Expression<'integer'> | number;
/** A truth value: the result of a comparison. */
export type Truth = Expression<'truth'>;

/** Whether `value` is what `add` and its like return. Throws nothing. */
export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value && 'operands' in value
    && Array.isArray(value.operands);
}
