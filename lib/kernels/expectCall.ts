/**
 * What the doors check, from the description of a routine.
 * @module
 */

import { expectFloat32Number, expectInteger, expectOneOf } from '../core/errors.ts';
import { expectApart, expectMatrix, expectVector, type Operand } from './checks.ts';
import { placeCall, type Placed } from './routines/placeCall.ts';
import type { Routine, Transpose } from './routines/routine.ts';

const TRANSPOSES: readonly Transpose[] = ['N', 'T'];

/**
 * Throws for a call that a table cannot be trusted with: TypeError or RangeError for an argument of the wrong kind or out of
 * range, ShapeError for an array too short, RangeError where what is written shares an element with another operand.
 */
export function expectCall(routine: Routine, args: readonly (Float32Array | number | string)[]): void {
  const { name: who, parameters } = routine;
  for (let i = 0; i < parameters.length; i++) { // transposes and sizes come first
    const { kind, name } = parameters[i];
    if (kind === 'transpose') expectOneOf(who, name, args[i], TRANSPOSES);
    else if (kind === 'size') expectInteger(who, name, args[i]);
    else break;
  }
  const { scalars, operands } = placeCall<Float32Array>(routine, args), lying: Operand[] = [];
  for (const name in scalars) expectFloat32Number(who, name, scalars[name]);
  for (const operand of operands) lying.push(expectOperand(who, operand));
  for (let i = 0; i < lying.length; i++) {
    if (operands[i].parameter.access === 'reads') continue;
    for (let j = 0; j < lying.length; j++) if (j !== i) expectApart(who, lying[i], lying[j]);
  }
}

function expectOperand(who: string, { parameter: { name, layout }, array, offset, step, rows, columns }: Placed<Float32Array>): Operand {
  if (layout === 'matrix') return expectMatrix(who, name, array, rows, columns, offset, step);
  return expectVector(who, name, array, rows * columns, offset, layout === 'vector' ? step : 1);
}
