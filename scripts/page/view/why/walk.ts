/**
 * How the chain rule walks paths back: which path, and how many of its factors.
 * @module
 */
import type { Why } from '../../protocol.ts';

/** A place of the walk: so many factors of a path are multiplied. */
export interface Stand {
  /** Of `why.paths`, from 0. */
  readonly path: number;
  /** From 1 to the number of its factors. */
  readonly factors: number;
}

/** All places in turn: each path from J back to the weight. */
export function standsOf({ paths }: Why): Stand[] {
  return paths.flatMap(({ factors }, path) => factors.map((_, i) => ({ path, factors: i + 1 })));
}

/** A piece of a path in the drawing; layer of J is one more than the last; unit from 1. */
export interface Piece {
  readonly from: { readonly layer: number; readonly unit: number };
  readonly to: { readonly layer: number; readonly unit: number };
  /** Which factor of the path it is, from 0 at J. */
  readonly factor: number;
}

/**
 * The pieces of a path, from J back to the weight. Its units stand for z and a of each layer in turn, from the weight's
 * layer on; of the last layer a may be missing, where the loss takes z.
 */
export function piecesOf({ layer, i, j }: Why, units: readonly number[]): Piece[] {
  const count = units.length, layerAt = (level: number): number => layer + Math.floor(level / 2);
  const pieces = units.map((unit, level): Piece => {
    const from = { layer: layerAt(level), unit }, isLast = level === count - 1;
    const to = isLast ? { layer: layerAt(level) + 1, unit: 1 } : { layer: layerAt(level + 1), unit: units[level + 1] };
    return { from, to, factor: count - 1 - level };
  });
  const own: Piece = { from: { layer: layer - 1, unit: j ?? 0 }, to: { layer, unit: i }, factor: count };
  return [own, ...pieces].reverse();
}
