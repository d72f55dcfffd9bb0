/**
 * Where examples hold what is no finite number, for messages.
 * @module
 */

import { ScaledBytes } from '../core/scaledBytes.ts';
import type { Graph } from '../graph/index.ts';
import type { Indices } from '../kernels/index.ts';
import type { Examples } from '../plan/index.ts';
import { columnName } from './columns.ts';

/**
 * `; y holds NaN in example 41, column 2`, by the user's own count, of the first such number in these rows; nothing
 * where all are finite. The rows are those that `order` lists from `first` on, or rows first, first + 1, … without it.
 */
export function notFiniteIn(
  { x, y, count }: Examples, { inputNames, outputNames }: Graph, order: Indices | undefined, first: number,
  rows: number,
): string {
  for (const [argument, names, columns] of [['x', inputNames, x], ['y', outputNames, y]] as const) {
    for (const [i, column] of columns.entries()) {
      if (column instanceof ScaledBytes) continue; // which are finite
      const width = column.length / count;
      for (let r = first; r < first + rows; r++) {
        const example = order === undefined ? r : order[r];
        for (let j = 0; j < width; j++) {
          const value = column[example * width + j];
          if (Number.isFinite(value)) continue;
          const place = width === 1 ? '' : `, column ${j}`;
          return `; ${columnName(argument, names, i)} holds ${value} in example ${example}${place}`;
        }
      }
    }
  }
  return '';
}
