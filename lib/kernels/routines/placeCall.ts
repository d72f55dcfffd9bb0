/**
 * A call's arguments by position, seen through the description of its routine.
 * @module
 */

import {
  factorsOf, type Extent, type OperandParameter, type Parameter, type Routine, type Transpose,
} from './routine.ts';

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
  readonly transposes: Readonly<Record<string, Transpose>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly scalars: Readonly<Record<string, number>>;
  readonly operands: readonly Placed<A>[];
  /** Which argument each parameter is, the array of an operand. */
  readonly positions: Readonly<Record<string, number>>;
}

/** A parameter, and which argument it is. */
export interface Place {
  readonly name: string;
  readonly position: number;
}

/** An operand of a routine, by the arguments that say where it lies. */
export interface OperandPlace {
  readonly parameter: OperandParameter;
  /** Which argument its array is. */
  readonly position: number;
  readonly rows: ExtentPlace;
  readonly columns: ExtentPlace;
  /** Which argument says whether the transpose lies in memory. */
  readonly transposedBy: number | undefined;
}

/** The arguments whose product says how many: those of T where the argument `by` is 'T', else those of N. */
interface ExtentPlace {
  readonly by: number;
  readonly N: readonly number[];
  readonly T: readonly number[];
}

/** Which argument each parameter of a routine is, an operand that of its array. */
export interface Places {
  readonly transposes: readonly Place[];
  readonly sizes: readonly Place[];
  readonly scalars: readonly Place[];
  readonly operands: readonly OperandPlace[];
  readonly positions: Readonly<Record<string, number>>;
  /** The same without operands: a formula may have an array of a size's name. */
  readonly counted: Readonly<Record<string, number>>;
}

/** How many arguments an operand takes. */
const TAKES = { matrix: 3, vector: 3, run: 2, whole: 1 } as const;

/** Visits the parameters of a routine with the position of the argument of each, for an operand that of its array. */
export function eachArgument(
  { parameters }: Routine, visit: (kind: Parameter['kind'], position: number, parameter: Parameter) => void,
): void {
  let position = 0;
  for (const parameter of parameters) {
    visit(parameter.kind, position, parameter);
    position += parameter.kind === 'operand' ? TAKES[parameter.layout] : 1;
  }
}

const known = new WeakMap<Routine, Places>();

/** Reads a description once, for those who are called often. */
export function placesOf(routine: Routine): Places {
  let places = known.get(routine);
  if (places === undefined) known.set(routine, places = readPlaces(routine));
  return places;
}

function readPlaces(routine: Routine): Places {
  const places = { transpose: new Array<Place>(), size: new Array<Place>(), scalar: new Array<Place>() };
  const operands: OperandPlace[] = [], positions: Record<string, number> = {};
  const counted: Record<string, number> = {};
  const extent = (of: Extent): ExtentPlace => {
    const [N, T] = (['N', 'T'] as const).map((transpose) => factorsOf(of, transpose).map((name) => counted[name]));
    return { by: typeof of === 'object' && 'by' in of ? counted[of.by] : 0, N, T };
  };
  eachArgument(routine, (_, position, parameter) => {
    positions[parameter.name] = position;
    if (parameter.kind !== 'operand') counted[parameter.name] = position;
    if (parameter.kind !== 'operand') return void places[parameter.kind].push({ name: parameter.name, position });
    const { rows, columns, transposedBy } = parameter;
    operands.push({
      parameter, position, rows: extent(rows), columns: extent(columns),
      transposedBy: transposedBy === undefined ? undefined : counted[transposedBy],
    });
  });
  return { transposes: places.transpose, sizes: places.size, scalars: places.scalar, operands, positions, counted };
}

/** Names the arguments, which must be of the routine's signature. */
export function placeCall<A>(routine: Routine, args: readonly (A | number | string)[]): PlacedCall<A> {
  const { transposes, sizes, scalars, operands, positions } = placesOf(routine);
  const named = <T>(places: readonly Place[]): Record<string, T> =>
    Object.fromEntries(places.map(({ name, position }) => [name, args[position] as T]));
  return {
    transposes: named(transposes), sizes: named(sizes), scalars: named(scalars), positions,
    operands: operands.map((place) => placeOperand(place, args)),
  };
}

/** Where an operand lies in a call. */
export function placeOperand<A>(place: OperandPlace, args: readonly (A | number | string)[]): Placed<A> {
  const { parameter, position, transposedBy } = place, takes = TAKES[parameter.layout];
  const isTransposed = transposedBy !== undefined && args[transposedBy] === 'T';
  const rows = extentIn(isTransposed ? place.columns : place.rows, args);
  const columns = extentIn(isTransposed ? place.rows : place.columns, args);
  return {
    parameter, position, isTransposed, rows, columns, array: args[position] as A,
    offset: takes === 1 ? 0 : args[position + 1] as number,
    step: takes === 3 ? args[position + 2] as number : columns,
  };
}

function extentIn({ by, N, T }: ExtentPlace, args: readonly unknown[]): number {
  const factors = args[by] === 'T' ? T : N;
  let product = 1;
  for (let i = 0; i < factors.length; i++) product *= args[factors[i]] as number;
  return product;
}

/** From the first element of an operand to its last. */
export function span({ rows, columns, step }: Pick<Placed<unknown>, 'rows' | 'columns' | 'step'>): number {
  return rows === 0 || columns === 0 ? 0 : (rows - 1) * step + columns;
}

/** The position in its array of the element that the formula sees in row i, column j. */
export function positionOf({ offset, step, isTransposed }: Placed<unknown>, i: number, j: number): number {
  return isTransposed ? offset + j * step + i : offset + i * step + j;
}
