/**
 * Runs a recorded program in binary64.
 *
 * A witness, not part of the contract: its elementary functions are the engine's own, so that a slip in bitgrad's
 * cannot hide in both.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import type { Operation, Program } from '../../formula/index.ts';
import { placeInRow, type InRows } from '../routines/inRows.ts';
import { erf, erfc } from './errorFunction.ts';

type Function64 = (a: number, b: number, c: number) => number;

/** Truth is 1 or 0. What works on the bits of binary32 has no meaning here and is missing. */
const functions: Readonly<Partial<Record<Operation, Function64>>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  sqrt: (a) => Math.sqrt(a),
  negate: (a) => -a,
  abs: (a) => Math.abs(a),
  less: (a, b) => Number(a < b),
  lessOrEqual: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
  and: (a, b) => a * b,
  or: (a, b) => Math.max(a, b),
  not: (a) => 1 - a,
  select: (a, b, c) => (a !== 0 ? b : c),
  exp: (a) => Math.exp(a),
  expm1: (a) => Math.expm1(a),
  log: (a) => Math.log(a),
  log1p: (a) => Math.log1p(a),
  tanh: (a) => Math.tanh(a),
  sigmoid: (a) => (a < 0 ? Math.exp(a) / (1 + Math.exp(a)) : 1 / (1 + Math.exp(-a))),
  erf: (a) => erf(a),
  erfc: (a) => erfc(a),
};

/** Carries out a program at one element of each array, which `placeOf` gives, and stores what it writes there. */
function carryingOut(
  program: Program, arrays: readonly Float64Array[], scalars: ArrayLike<number>,
): (placeOf: (array: number) => number) => void {
  const { instructions, stores } = program;
  const steps = instructions.map(({ operation, operands, value }, position) => {
    const run = functions[operation];
    if (run === undefined && operands.length > 0) {
      throw typeError(`${program.name}: '${operation}' works on binary32 bits and has no binary64 meaning`);
    }
    return {
      run, array: operation === 'array' ? value : undefined,
      leaf: operation === 'scalar' ? scalars[value] : value, operands, position,
    };
  });
  const values = new Float64Array(instructions.length);
  return (placeOf) => {
    for (const { run, array, leaf, operands, position } of steps) {
      values[position] = run !== undefined ? run(values[operands[0]], values[operands[1]], values[operands[2]])
        : array !== undefined ? arrays[array][placeOf(array)]
        : leaf;
    }
    for (const { array, from } of stores) arrays[array][placeOf(array)] = values[from];
  };
}

/**
 * See {@link Kernels.elementwise}.
 *
 * Throws TypeError for a program that works on the bits of binary32 values.
 */
export function elementwise(
  program: Program, n: number, arrays: readonly Float64Array[], scalars: ArrayLike<number> = [],
): void {
  const carryOut = carryingOut(program, arrays, scalars);
  for (let i = 0; i < n; i++) carryOut(() => i);
}

/** See {@link Kernels.elementwiseInRows}; throws likewise. */
export function elementwiseInRows(
  program: Program, m: number, n: number, operands: readonly InRows<Float64Array>[], scalars: ArrayLike<number> = [],
): void {
  const carryOut = carryingOut(program, operands.map(([array]) => array), scalars);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) carryOut((array) => placeInRow(operands[array], i, j));
}
