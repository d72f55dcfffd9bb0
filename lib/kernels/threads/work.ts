/**
 * About how long a call takes.
 * @module
 */

import type { Call } from '../calls.ts';
import { placeOperand, placesOf, type OperandPlace, type Places } from '../routines/placeCall.ts';
import { windowSizes } from '../window.ts';

/** Nanoseconds for a product of a sum, for an element from memory, and for an operation of a formula on one. */
const PRODUCT = 0.05, ELEMENT = 0.15, OPERATION = 0.06;
/** Nanoseconds that any call takes. */
const CALL = 40;

/** Sizes of a window that do not count how much is done. */
const isPlace = (name: string): boolean =>
  (windowSizes as readonly string[]).includes(name) && !['oh', 'ow', 'kh', 'kw'].includes(name);

/** The operand of whose rows ids choose some. */
function chosenFrom({ operands }: Places): OperandPlace | undefined {
  return operands.find(({ parameter: { rows } }) =>
    operands.some(({ parameter: { below } }) => below !== undefined && below === rows));
}

/** Nanoseconds that a call may take whose sizes are numbers; what matters is what is large. */
export function workOf<A>({ routine, args }: Call<A>): number {
  const places = placesOf(routine), chosen = chosenFrom(places), { program } = routine;
  let products = 1;
  for (const { name, position } of places.sizes) {
    if (!isPlace(name) && name !== chosen?.parameter.rows) products *= Number(args[position]);
  }
  if (chosen !== undefined && chosen.parameter.access !== 'reads') {
    const { rows, columns } = placeOperand(chosen, args as readonly (A | number | string)[]);
    products += rows * columns; // all are gone through before
  }
  return CALL + products * (program === undefined ? PRODUCT : ELEMENT + OPERATION * program.instructions.length);
}
