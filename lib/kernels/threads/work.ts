/**
 * About how long a call takes.
 * @module
 */

import type { Call } from '../calls.ts';
import { placesOf } from '../routines/placeCall.ts';
import { windowSizes } from '../window.ts';

/** Nanoseconds for a product of a sum, for an element from memory, and for an operation of a formula on one. */
const PRODUCT = 0.05, ELEMENT = 0.15, OPERATION = 0.06;
/** Nanoseconds that any call takes. */
const CALL = 40;

/** Sizes of a window that do not count how much is done. */
const isPlace = (name: string): boolean =>
  (windowSizes as readonly string[]).includes(name) && !['oh', 'ow', 'kh', 'kw'].includes(name);

/** Nanoseconds that a call may take whose sizes are numbers; what matters is what is large. */
export function workOf<A>({ routine, args }: Call<A>): number {
  let products = 1;
  for (const { name, position } of placesOf(routine).sizes) if (!isPlace(name)) products *= Number(args[position]);
  const { program } = routine;
  return CALL + products * (program === undefined ? PRODUCT : ELEMENT + OPERATION * program.instructions.length);
}
