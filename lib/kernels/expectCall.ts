/**
 * What the doors check, from the description of a routine.
 * @module
 */

import { expectFloat32Number, expectInteger, expectOneOf } from '../core/errors.ts';
import { expectApart, expectMatrix, expectVector, type Operand } from './checks.ts';
import { placeCall, type Placed } from './routines/placeCall.ts';
import type { Routine } from './routines/routine.ts';

/**
 * Throws for a call that a table cannot be trusted with: TypeError or RangeError for an argument of the wrong kind or out of
 * range, ShapeError for an array too short, RangeError where what is written shares an element with another operand.
 */
export function expectCall(routine: Routine, args: readonly (Float32Array | number | string)[]): void {
  const { name: who, parameters } = routine;
  parameters.forEach(({ kind, name }, i) => { // what is no operand comes first or takes one place
    if (kind === 'transpose') expectOneOf(who, name, args[i], ['N', 'T']);
    else if (kind === 'size') expectInteger(who, name, args[i]);
  });
  const { scalars, operands } = placeCall<Float32Array>(routine, args);
  for (const [name, value] of Object.entries(scalars)) expectFloat32Number(who, name, value);
  const lying = operands.map((operand) => expectOperand(who, operand));
  operands.forEach(({ parameter: { access } }, i) => {
    if (access !== 'reads') expectApart(who, lying[i], ...lying.filter((_, j) => j !== i));
  });
}

function expectOperand(who: string, { parameter: { name, layout }, array, offset, step, rows, columns }: Placed<Float32Array>): Operand {
  if (layout === 'matrix') return expectMatrix(who, name, array, rows, columns, offset, step);
  return expectVector(who, name, array, rows * columns, offset, layout === 'vector' ? step : 1);
}
