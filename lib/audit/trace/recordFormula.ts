/**
 * A formula, instruction by instruction.
 * @module
 */

import { expand, uniform, type Instruction, type Program } from '../../formula/index.ts';
import { elementary } from '../../kernels/elementary.ts';
import { addressOf } from './bufferNames.ts';
import type { Recorder, Value } from './recorder.ts';

/** A program made ready: which store each instruction serves first, and which depend on no element. */
interface Prepared {
  readonly program: Program;
  readonly serves: readonly number[];
  readonly isUniform: readonly boolean[];
}

const prepared: Readonly<Record<'expanded' | 'whole', WeakMap<Program, Prepared>>> = {
  expanded: new WeakMap(), whole: new WeakMap(),
};

function prepare(source: Program, isExpanded: boolean): Prepared {
  const known = prepared[isExpanded ? 'expanded' : 'whole'];
  let found = known.get(source);
  if (found === undefined) {
    const program = isExpanded ? expand(source, elementary) : source;
    known.set(source, found = { program, serves: servedStores(program), isUniform: uniform(program) });
  }
  return found;
}

/** For each instruction the first store that depends on it. */
function servedStores({ instructions, stores }: Program): number[] {
  const serves = instructions.map(() => stores.length - 1);
  for (let store = stores.length - 1; store >= 0; store--) {
    const needed = new Set([stores[store].from]);
    for (let i = stores[store].from; i >= 0; i--) {
      if (!needed.has(i)) continue;
      serves[i] = store;
      for (const operand of instructions[i].operands) needed.add(operand);
    }
  }
  return serves;
}

/**
 * Carries out the instructions that depend on elements, or those that do not. `values` holds what is known and gets
 * the rest; `read` gives arrays and scalars, `aim` is told which store each operation serves.
 */
function carryOut(
  recorder: Recorder, { program: { instructions }, serves, isUniform }: Prepared, uniformNow: boolean, values: Value[],
  read: (instruction: Instruction) => Value, aim: (store: number) => void,
): void {
  let aimed = -1;
  instructions.forEach((instruction, i) => {
    if (isUniform[i] !== uniformNow) return;
    const { operation, operands: [a, b, c], value } = instruction;
    if (operation === 'array' || operation === 'scalar') values[i] = read(instruction);
    else if (operation === 'constant') values[i] = { value: Math.fround(value), source: 'constant' };
    else if (operation === 'integer') values[i] = { value, source: 'constant' };
    else {
      if (serves[i] !== aimed) aim(aimed = serves[i]);
      values[i] = recorder.apply(operation, values[a], values[b], values[c]);
    }
  });
}

/** The result of a program with one store, at the values of its arrays, for the element aimed at. */
export function through(recorder: Recorder, program: Program, ...inputs: readonly Value[]): Value {
  const ready = prepare(program, recorder.expand), values: Value[] = [];
  for (const uniformNow of [true, false]) {
    carryOut(recorder, ready, uniformNow, values, ({ value }) => inputs[value], () => {});
  }
  return values[ready.program.stores[0].from];
}

/** An array of a formula, and where in it each element stands. */
export interface FormulaArray {
  readonly array: Float32Array;
  readonly placeOf: (element: number) => number;
}

/**
 * See {@link Kernels.elementwise}; `wanted` are elements. What depends on no element is recorded once,
 * before the first.
 */
export function recordFormula(
  recorder: Recorder, wanted: Iterable<number>, program: Program, arrays: readonly FormulaArray[],
  scalars: ArrayLike<number>,
): void {
  const ready = prepare(program, recorder.expand), { stores, scalars: names } = ready.program;
  const operands = arrays.map(({ array }) => recorder.operand(array));
  const kept = stores.filter(({ array }, i) =>
    !stores.some((later, j) => j > i && isSame(arrays[later.array], arrays[array])));
  const values: Value[] = [];
  let hasBegun = false;
  for (const element of wanted) {
    const places = arrays.map(({ placeOf }) => placeOf(element));
    if (!hasBegun) {
      const scalar = ({ value }: Instruction): Value => ({ value: Math.fround(scalars[value]), source: names[value] });
      carryOut(recorder, ready, true, values, scalar, (store) => recorder.aim(operands[stores[store].array], -1));
      recorder.flush(true);
      hasBegun = true;
    }
    carryOut(recorder, ready, false, values, ({ value }) => operands[value].at(places[value]), (store) =>
      recorder.aim(operands[stores[store].array], places[stores[store].array]));
    for (const { array, from } of kept) {
      recorder.aim(operands[array], places[array]);
      recorder.write(operands[array], places[array], values[from]);
    }
    recorder.flush();
  }
}

/** Whether two arrays are views of the same elements, so that what is written last stays. */
function isSame(a: FormulaArray, b: FormulaArray): boolean {
  return a.array.buffer === b.array.buffer && addressOf(a.array, a.placeOf(0)) === addressOf(b.array, b.placeOf(0));
}
