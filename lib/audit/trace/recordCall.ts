/**
 * A routine's definition, carried out by a recorder: element by element, operation by operation.
 * @module
 */

import { positionOf, span, type Placed, type PlacedCall } from '../../kernels/routines/placeCall.ts';
import type { Definition, Elements, Operations } from '../../kernels/routines/operations.ts';
import type { Element, Routine } from '../../kernels/routines/routine.ts';
import type { Region } from './filter.ts';
import { through } from './recordFormula.ts';
import type { NamedArray, Recorder, Value } from './recorder.ts';

/** A call with the names of its elements. */
interface Recorded {
  readonly placed: PlacedCall<Float32Array>;
  readonly named: Readonly<Record<string, { readonly placed: Placed<Float32Array>; readonly operand: NamedArray }>>;
  readonly elements: Readonly<Record<string, Element<Value>>>;
}

function define(recorder: Recorder, routine: Routine, placed: PlacedCall<Float32Array>): Recorded {
  const named = Object.fromEntries(placed.operands.map((operand) =>
    [operand.parameter.name, { placed: operand, operand: recorder.operand(operand.array) }]));
  const operands =
    Object.fromEntries(Object.entries(named).map(([name, { placed: lying, operand }]): [string, Elements<Value>] => {
      const { rows, columns, isTransposed } = lying;
      return [name, {
        rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns,
        at: (i, j = 0) => operand.at(positionOf(lying, i, j)),
      }];
    }));
  const scalars = Object.fromEntries(Object.entries(placed.scalars).map(([name, value]) => [name, Math.fround(value)]));
  const call: Definition<Value> = { transposes: placed.transposes, sizes: placed.sizes, scalars, operands };
  const operations = operationsOf(recorder, (name, i, j) => {
    const { placed: lying, operand } = named[name];
    recorder.aim(operand, positionOf(lying, i, j));
  });
  return { placed, named, elements: routine.elements?.(operations, call) ?? {} };
}

function operationsOf(recorder: Recorder, aim: (operand: string, i: number, j: number) => void): Operations<Value> {
  return {
    constant: (value) => ({ value, source: 'constant' }),
    scalar: (source, value) => ({ value, source }),
    add: (a, b) => recorder.apply('add', a, b),
    sub: (a, b) => recorder.apply('sub', a, b),
    mul: (a, b) => recorder.apply('mul', a, b),
    div: (a, b) => recorder.apply('div', a, b),
    sqrt: (a) => recorder.apply('sqrt', a),
    abs: (a) => recorder.apply('abs', a),
    maximum: (a, b) => recorder.apply('maximum', a, b),
    through: (program, ...inputs) => through(recorder, program, ...inputs),
    number: ({ value }) => value,
    aim: (operand, i, j = 0) => aim(operand, i, j),
  };
}

/** What a call writes, in the order in which its elements are recorded. */
export function regionsOf({ operands }: PlacedCall<Float32Array>): Region[] {
  return operands.filter(({ parameter: { access } }) => access !== 'reads').map(regionOf);
}

/** From the first element of an operand to its last. */
export function regionOf(operand: Placed<Float32Array>): Region {
  return { array: operand.array, start: operand.offset, end: operand.offset + span(operand) };
}

/** Records how the elements at the wanted positions, those of each of `regionsOf`, come about. */
export function recordCall(
  recorder: Recorder, routine: Routine, placed: PlacedCall<Float32Array>, wanted: readonly Iterable<number>[],
): void {
  const { named, elements } = define(recorder, routine, placed);
  const written = placed.operands.filter(({ parameter: { access } }) => access !== 'reads');
  const positions = new Map(written.map(({ parameter: { name } }, i) => [name, wanted[i]]));
  const record = (name: string, at: number): void => {
    const { placed: { offset, step, columns }, operand } = named[name];
    const j = step === 0 ? 0 : (at - offset) % step, i = step === 0 ? 0 : (at - offset - j) / step;
    if (j >= columns) return; // between the rows
    recorder.aim(operand, at);
    recorder.write(operand, at, elements[name](i, j));
  };
  if (routine.sharesRows === true) {
    for (const row of byRow(named, elements, positions)) {
      for (const [name, at] of row) record(name, at);
      recorder.flush();
    }
    return;
  }
  for (const name of Object.keys(elements)) {
    for (const at of positions.get(name) ?? []) {
      record(name, at);
      recorder.flush();
    }
  }
}

/** The wanted positions row by row, in each row operand by operand. */
function byRow(
  named: Recorded['named'], elements: Recorded['elements'], positions: ReadonlyMap<string, Iterable<number>>,
): readonly (readonly [name: string, at: number])[][] {
  const rows = new Map<number, [string, number][]>();
  for (const name of Object.keys(elements)) {
    const { offset, step } = named[name].placed;
    for (const at of positions.get(name) ?? []) {
      const row = Math.floor((at - offset) / step), found = rows.get(row);
      if (found === undefined) rows.set(row, [[name, at]]);
      else found.push([name, at]);
    }
  }
  return [...rows.keys()].sort((a, b) => a - b).map((row) => rows.get(row) ?? []);
}

/** The number that a call returns. */
export function recordReturned(recorder: Recorder, routine: Routine, placed: PlacedCall<Float32Array>): Value {
  return define(recorder, routine, placed).elements[routine.name](0, 0);
}
