/**
 * The parameters of which an update changes the used rows only.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import type { UsedRows } from '../optimizers/index.ts';
import type { Plan } from './plan.ts';

/** Those of a plan, as they lie in θ, each with the buffers in which the calls of its layer say what they have used. */
export function usedRowsOf({ description: { list }, arrayOf }: Plan<Float32Array>): UsedRows[] {
  const all = new Map<Parameter, Float32Array[]>();
  for (const { of, rows } of list.flatMap(({ uses }) => uses)) all.set(of, [...all.get(of) ?? [], arrayOf(rows)]);
  return [...all].map(([{ layer, offset, length }, uses]) => ({ layer, offset, length, uses }));
}
