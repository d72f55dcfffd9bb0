/**
 * What a routine is, as data: its parameters by position, its loops, each output element, its derivative
 * in a direction.
 *
 * All that is mechanical is derived from it: the checks of the public doors, copies in and out, what a trace names, the
 * tables that compute nothing or carry derivatives, and the list of the suites.
 * @module
 */

import type { Program } from '../../formula/index.ts';
import type { Definition, Operations, Transpose } from './operations.ts';

export type { Transpose } from './operations.ts';

/** The arrays a table works on: binary32, or binary64 for the witness. */
export type FloatArray = Float32Array | Float64Array;

/** A size by its name, or the product of sizes. */
type Product = string | readonly string[];

/** The number of rows or columns of an operand: a product of sizes, one of two products as a transpose says, or 1. */
export type Extent = Product | 1 | { readonly by: string; readonly N: Product; readonly T: Product };

/** The sizes whose product an extent is. */
export function factorsOf(extent: Extent, transpose: Transpose): readonly string[] {
  if (extent === 1) return [];
  const product = typeof extent === 'object' && 'by' in extent ? extent[transpose] : extent;
  return typeof product === 'string' ? [product] : product;
}

/** What a routine does with an operand. What is only written may hold anything before. */
export type Access = 'reads' | 'writes' | 'updates';

/** An operand of `rows` × `columns` elements, as the formula sees it. */
export interface OperandParameter {
  readonly kind: 'operand';
  readonly name: string;
  readonly access: Access;
  /**
   * Where its elements lie, and how many parameters say so.
   *
   * - 'matrix': array, offset, elements from one row to the next.
   * - 'vector': array, offset, elements from one row to the next; one column.
   * - 'run': array, offset; its elements follow each other.
   * - 'whole': array; its elements follow each other from the start.
   */
  readonly layout: 'matrix' | 'vector' | 'run' | 'whole';
  readonly rows: Extent;
  readonly columns: Extent;
  /** The parameter that says whether its transpose is what lies in memory. */
  readonly transposedBy?: string;
  /** Its elements are whole numbers from 0 to below that size, and steer addresses: it has no derivative. */
  readonly below?: string;
  /** The operands whose very elements it may share; from others it lies apart. Only of what is written. */
  readonly mayBe?: readonly string[];
}

export type Parameter = OperandParameter | { readonly kind: 'size' | 'scalar' | 'transpose'; readonly name: string };

/** The value of row i, column j of an operand after the call. */
export type Element<V> = (i: number, j: number) => V;

/**
 * How derivatives go through a routine.
 *
 * - 'linear': as the values do: the routine on the derivatives of all its operands that have one.
 * - a product of two operands: ∂(a·b) = ȧ·b + a·ḃ, the second added to the first.
 * - a function, given a table, the function from an array to that of its derivative, and the arguments:
 *   it does what the routine does, and writes the derivatives of what that writes.
 */
export type Tangent = 'linear' | { readonly product: readonly [string, string] } | Positional;

/** Any function: called by position through `Reflect.apply`. */
type Positional = (...args: never[]) => unknown;

/** See the module. */
export interface Routine {
  readonly name: string;
  /** The formula, where it is one. */
  readonly program?: Program;
  /** In the order of the signature, transposes and sizes first. */
  readonly parameters: readonly Parameter[];
  /** The loop of the reference table: the bits that every table gives. */
  readonly loop32: Positional;
  /** The loop of the binary64 witness. */
  readonly loop64: Positional;
  /**
   * The definition: each element of each operand written, in the order in which a trace shows them, or the number
   * returned, under the routine's name. Absent where nothing is computed.
   */
  readonly elements?: <V>(o: Operations<V>, call: Definition<V>) => Readonly<Record<string, Element<V>>>;
  /** Whether the elements of a row share work, which a trace then shows once, before them. */
  readonly sharesRows?: true;
  /**
   * Where it may be cut into shares, if that does not follow from the extents of what it writes: along a size, whose
   * part from place i on has i times the size `by` taken from the size `from`.
   */
  readonly cut?: { readonly along: string; readonly from: string; readonly by: string };
  /** Its derivative in a direction. Absent where it returns, which loses the derivative. */
  readonly tangent?: Tangent;
  /** What it returns, where it writes nothing. */
  readonly returns?: 'number' | 'boolean';
}

/** Sizes, in their order. */
export function sizes(...names: readonly string[]): Parameter[] {
  return names.map((name) => ({ kind: 'size', name }));
}

export function scalar(name: string): Parameter {
  return { kind: 'scalar', name };
}

export function transpose(name: string): Parameter {
  return { kind: 'transpose', name };
}

type Details = Pick<OperandParameter, 'transposedBy' | 'below' | 'mayBe'>;

function operand(layout: OperandParameter['layout']) {
  return (name: string, access: Access, rows: Extent, columns: Extent = 1, details: Details = {}): Parameter =>
    ({ kind: 'operand', name, access, layout, rows, columns, ...details });
}

type OperandMaker = (name: string, access: Access, rows: Extent, columns?: Extent, details?: Details) => Parameter;

export const matrix: OperandMaker = operand('matrix');
export const vector: OperandMaker = operand('vector');
export const run: OperandMaker = operand('run');
export const whole: OperandMaker = operand('whole');
