/**
 * A call's arguments by position, seen through the description of its routine.
 * @module
 */

import type { Extent, OperandParameter, Parameter, Routine } from './routine.ts';

/** An operand of a call: rows × columns elements as they lie in memory, `step` from one row to the next. */
export interface Placed<A> {
  readonly parameter: OperandParameter;
  /** Which argument its array is. */
  readonly position: number;
  readonly array: A;
  readonly offset: number;
  readonly step: number;
  readonly rows: number;
  readonly columns: number;
  /** Whether the formula sees the transpose. */
  readonly isTransposed: boolean;
}

/** A call, by the names of its parameters. */
export interface PlacedCall<A> {
  readonly sizes: Readonly<Record<string, number>>;
  readonly scalars: Readonly<Record<string, number>>;
  readonly operands: readonly Placed<A>[];
  /** Which argument each parameter is, the array of an operand. */
  readonly positions: Readonly<Record<string, number>>;
}

/** How many arguments an operand takes. */
const TAKES = { matrix: 3, vector: 3, run: 2, whole: 1 } as const;

/** Visits the parameters of a routine with the position of the argument of each, for an operand that of its array. */
export function eachArgument({ parameters }: Routine, visit: (kind: Parameter['kind'], position: number, parameter: Parameter) => void): void {
  let position = 0;
  for (const parameter of parameters) {
    visit(parameter.kind, position, parameter);
    position += parameter.kind === 'operand' ? TAKES[parameter.layout] : 1;
  }
}

/** Names the arguments, which must be of the routine's signature. */
export function placeCall<A>(routine: Routine, args: readonly (A | number | string)[]): PlacedCall<A> {
  const sizes: Record<string, number> = {}, scalars: Record<string, number> = {}, transposes: Record<string, unknown> = {};
  const operands: Placed<A>[] = [], positions: Record<string, number> = {};
  let position = 0;
  for (const parameter of routine.parameters) { // no function is made for a call: the doors come by here
    const { kind, name } = parameter, value = args[position];
    positions[name] = position;
    if (kind === 'operand') operands.push(placeOperand(parameter, args, position, sizes, transposes));
    else if (kind === 'transpose') transposes[name] = value;
    else (kind === 'size' ? sizes : scalars)[name] = value as number;
    position += kind === 'operand' ? TAKES[parameter.layout] : 1;
  }
  return { sizes, scalars, operands, positions };
}

function placeOperand<A>(
  parameter: OperandParameter, args: readonly (A | number | string)[], position: number,
  sizes: Readonly<Record<string, number>>, transposes: Readonly<Record<string, unknown>>,
): Placed<A> {
  const { layout, transposedBy } = parameter;
  const isTransposed = transposedBy !== undefined && transposes[transposedBy] === 'T';
  const rows = extentOf(parameter.rows, sizes, transposes), columns = extentOf(parameter.columns, sizes, transposes);
  const [height, width] = isTransposed ? [columns, rows] : [rows, columns];
  return {
    parameter, position, isTransposed, rows: height, columns: width, array: args[position] as A,
    offset: layout === 'whole' ? 0 : args[position + 1] as number,
    step: TAKES[layout] === 3 ? args[position + 2] as number : width,
  };
}

function extentOf(of: Extent, sizes: Readonly<Record<string, number>>, transposes: Readonly<Record<string, unknown>>): number {
  return of === 1 ? 1 : sizes[typeof of === 'string' ? of : transposes[of.by] === 'T' ? of.T : of.N];
}

/** From the first element of an operand to its last. */
export function span({ rows, columns, step }: Pick<Placed<unknown>, 'rows' | 'columns' | 'step'>): number {
  return rows === 0 || columns === 0 ? 0 : (rows - 1) * step + columns;
}

/** The position in its array of the element that the formula sees in row i, column j. */
export function positionOf({ offset, step, isTransposed }: Placed<unknown>, i: number, j: number): number {
  return isTransposed ? offset + j * step + i : offset + i * step + j;
}
