/**
 * How rows are shared out to tiles.
 * @module
 */

import type { Body, Local } from '../../wasm/index.ts';
import { whileAtLeast } from './loops.ts';

/**
 * Shares `left` out to tiles of the given rows, largest first. Five at a time are taken so often that the others are
 * whole fours.
 */
export function eachTile<C extends { readonly rows: number }>(
  f: Body, left: Local<'i32'>, fives: Local<'i32'>, cells: readonly C[], body: (cell: C) => void,
): void {
  for (const cell of cells) {
    if (cell.rows !== 5) {
      whileAtLeast(f, left, cell.rows, () => body(cell));
      continue;
    }
    fives.set(f.i32.div_u(left, 5));
    fives.set(f.i32.sub(fives, f.i32.and(f.i32.sub(fives, left), 3)));
    f.if(f.i32.gt_s(fives, 0), () => {
      left.set(f.i32.sub(left, f.i32.mul(fives, 5)));
      whileAtLeast(f, fives, 1, () => body(cell));
    });
  }
}

/** Tiles of some rows, and how many of them. */
export interface Share {
  readonly rows: number;
  readonly tiles: number;
}

/** The same for what is known: those tiles that there are. */
export function sharesOf(count: number, sizes: readonly number[]): Share[] {
  let left = count;
  return sizes.flatMap((rows): Share[] => {
    const most = Math.floor(left / rows), tiles = rows === 5 ? Math.max(0, most - ((most - left) & 3)) : most;
    left -= tiles * rows;
    return tiles === 0 ? [] : [{ rows, tiles }];
  });
}
