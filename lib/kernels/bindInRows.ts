/**
 * Calls in a row, bound together.
 * @module
 */

import type { BoundCall } from './calls.ts';

/**
 * Binds items in their order: those that follow each other and of which `partsOf` gives parts as one row of parts by
 * `bindRow`, the others by `bindOther`.
 */
export function bindInRows<I, P>(
  items: readonly I[], partsOf: (item: I) => readonly P[] | undefined,
  bindRow: (row: readonly P[]) => readonly BoundCall[], bindOther: (item: I) => BoundCall,
): BoundCall[] {
  const bound: BoundCall[] = [];
  let row: P[] = [];
  const endRow = (): void => {
    if (row.length > 0) bound.push(...bindRow(row));
    row = [];
  };
  for (const item of items) {
    const parts = partsOf(item);
    if (parts !== undefined) row.push(...parts);
    else {
      endRow();
      bound.push(bindOther(item));
    }
  }
  endRow();
  return bound;
}
