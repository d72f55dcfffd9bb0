/**
 * The shares of a call: the same routine on parts of what it writes, one a thread. No sum is split.
 *
 * Where a call may be cut follows from the description of its routine: along a size with which the rows of all that it
 * writes begin, or the columns of matrices. What does not have that size is read whole by each thread.
 * @module
 */

import type { Call, Size } from '../calls.ts';
import { isInRows } from '../routines/elementwiseInRows.ts';
import { placeOperand, placesOf, span, type OperandPlace, type Places } from '../routines/placeCall.ts';
import {
  factorsOf, type FloatArray, type OperandParameter, type Routine, type Transpose,
} from '../routines/routine.ts';

type Argument<A> = Call<A>['args'][number];

/** What an operand does along a size: stays whole, or is cut between the rows or the columns that lie in memory. */
type Way = 'whole' | 'rows' | 'columns';

/** A size along which a call may be cut, and the operands that are cut with it. */
interface Cut {
  readonly size: string;
  readonly position: number;
  readonly operands: readonly { readonly place: OperandPlace; readonly way: Way; readonly rest: readonly number[] }[];
}

/** Elements that follow each other are cut at multiples of so many, a cache line. */
const LINE = 16;

/**
 * Sums over all examples are shared out where they are at least so many. Fewer stay in registers, and one thread goes
 * through the examples once; were they shared out, each thread would go through all examples for its part of the sums.
 */
const LEAST_SUMS = 512;

function wayOf(parameter: OperandParameter, size: string, transposes: Transpose[]): Way | undefined {
  const { rows, columns, below, layout, transposedBy } = parameter;
  const [inRows, inColumns] = [rows, columns].map((extent) => factorsOf(extent, transposes[0] ?? 'N').indexOf(size));
  if (below === size || (inRows >= 0 && inColumns >= 0) || inRows > 0 || inColumns > 0) return undefined;
  if (inRows < 0 && inColumns < 0) return 'whole';
  const isTransposed = transposedBy !== undefined && transposes[1] === 'T';
  const way = (inRows === 0) === isTransposed ? 'columns' : 'rows';
  return way === 'rows' || layout === 'matrix' ? way : undefined;
}

/** The transposes by which the extents of an operand, and it itself, are read. */
function transposesOf<A>(
  { rows, columns, transposedBy }: OperandParameter, args: readonly Argument<A>[], counted: Places['counted'],
): Transpose[] {
  const extent = [rows, columns].find((each) => typeof each === 'object' && 'by' in each);
  const by = typeof extent === 'object' && 'by' in extent ? extent.by : undefined;
  return [by, transposedBy].map((name) => (name !== undefined && String(args[counted[name]]) === 'T' ? 'T' : 'N'));
}

/** The sizes along which a call may be cut, in the order of its parameters. */
function cutsOf<A>({ routine, args }: Call<A>): Cut[] {
  const { sizes, operands, counted } = placesOf(routine);
  if (routine.returns === 'number') return [];
  return sizes.filter(({ name }) => (routine.cut?.along ?? name) === name).flatMap(({ name, position }): Cut[] => {
    const cut: Cut['operands'][number][] = [];
    let isWritten = routine.returns === 'boolean';
    for (const place of operands) {
      const { parameter } = place, transposes = transposesOf(parameter, args, counted);
      const way = wayOf(parameter, name, transposes);
      if (way === undefined || (way === 'whole' && parameter.access !== 'reads')) return [];
      if (parameter.access !== 'reads') isWritten = true;
      if (way === 'whole') continue;
      const factors = [parameter.rows, parameter.columns].map((extent) => factorsOf(extent, transposes[0]));
      const rest = (factors.find(([first]) => first === name) ?? []).slice(1).map((factor) => counted[factor]);
      cut.push({ place, way, rest });
    }
    return isWritten && cut.length > 0 ? [{ size: name, position, operands: cut }] : [];
  });
}

/** A size in a run of so many examples. */
function sizeIn(size: Size, batch: number): number {
  return typeof size === 'number' ? size : size.perExample * batch;
}

/** A call whose sizes are numbers: that of a run of so many examples. */
export function callIn<A>(call: Call<A>, batch: number): Call<A> {
  const args = [...call.args];
  for (const { position } of placesOf(call.routine).sizes) args[position] = sizeIn(args[position] as Size, batch);
  return { ...call, args };
}

/**
 * The shares of a call in a run of so many examples, one for each thread: undefined for those that have none. Undefined
 * where it cannot be cut.
 *
 * Where a size is so many an example, whole examples are shared out, so that what a thread makes of an example it goes
 * on with itself. Where it is forced, what can be cut is, however small.
 */
export function sharesOf<A extends FloatArray>(
  call: Call<A>, batch: number, threads: number, isForced: boolean = false,
): (Call<A> | undefined)[] | undefined {
  const whole = callIn(call, batch), cuts = cutsOf(call);
  const count = ({ position }: Cut): number => {
    const size = call.args[position] as Size;
    return typeof size === 'number' ? size : batch;
  };
  if (!isForced && call.routine.cut !== undefined && writtenBy(whole) < LEAST_SUMS) return undefined;
  const chosen = cuts.find((cut) => count(cut) >= threads) ?? cuts.find((cut) => count(cut) > 1);
  if (chosen === undefined) return undefined;
  const size = call.args[chosen.position] as Size, all = whole.args[chosen.position] as number;
  const unit = typeof size === 'number' ? unitOf(call.routine, size) : size.perExample;
  const units = Math.ceil(all / unit);
  return Array.from({ length: threads }, (_, t) => {
    const [from, to] = [t, t + 1].map((i) => Math.min(all, Math.floor((units * i) / threads) * unit));
    return from === to ? undefined : partOf(whole, chosen, from, to);
  });
}

/** How many elements a call writes whose sizes are numbers. */
function writtenBy<A extends FloatArray>({ routine, args }: Call<A>): number {
  return placesOf(routine).operands.filter(({ parameter: { access } }) => access !== 'reads')
    .reduce((sum, place) => sum + span(placeOperand(place, args as readonly (A | number | string)[])), 0);
}

function unitOf(routine: Routine, size: number): number {
  const isInALine = routine.parameters.every((parameter) =>
    parameter.kind !== 'operand' || (parameter.layout === 'whole' && parameter.columns === 1));
  return isInALine && !isInRows(routine) && size >= 4 * LINE ? LINE : 1;
}

/** The part of a call between two places of a size. */
function partOf<A extends FloatArray>({ args, ...call }: Call<A>, cut: Cut, from: number, to: number): Call<A> {
  const part = [...args];
  part[cut.position] = to - from;
  const { routine } = call, { counted } = placesOf(routine);
  if (routine.cut !== undefined) {
    const less = from * Number(args[counted[routine.cut.by]]), start = counted[routine.cut.from];
    part[start] = Number(args[start]) - less;
  }
  for (const { place, way, rest } of cut.operands) {
    const { position, parameter: { layout } } = place;
    const { step } = placeOperand(place, args as readonly (A | number | string)[]);
    const first = rest.reduce((product, factor) => product * Number(args[factor]), from);
    const elements = way === 'rows' ? first * step : first;
    if (layout === 'whole') part[position] = (args[position] as A).subarray(elements) as A;
    else part[position + 1] = Number(args[position + 1]) + elements;
  }
  return { ...call, args: part };
}
