/**
 * allFinite: whether a vector holds numbers only.
 * @module
 */

import { run, sizes, type FloatArray, type Routine } from './routine.ts';

/** Whether none of the n elements is NaN or infinite. */
export type AllFinite<A extends FloatArray> = (n: number, x: A, xOffset: number) => boolean;

const loop: AllFinite<FloatArray> = (n, x, xOffset) => {
  for (let i = xOffset; i < xOffset + n; i++) if (!Number.isFinite(x[i])) return false;
  return true;
};

export const routine: Routine = {
  name: 'allFinite',
  parameters: [...sizes('n'), run('x', 'reads', 'n')],
  loop32: loop, loop64: loop,
  returns: 'boolean',
};
