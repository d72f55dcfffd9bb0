/**
 * Sums over all paths, by dynamic programming: their number, and that of those alive, grow beyond counting one by one.
 * @module
 */

import type { Level } from './levels.ts';

/** Over all paths from each unit of each level to J. */
export interface SumsToLoss {
  /** Σ of the products. */
  readonly total: readonly Float64Array[];
  /** Σ of their magnitudes. */
  readonly magnitude: readonly Float64Array[];
  /** The largest magnitude of one; NaN counts as infinite. */
  readonly strongest: readonly Float64Array[];
  /** How many there are. */
  readonly count: readonly (readonly bigint[])[];
  /** How many have no factor 0. */
  readonly live: readonly (readonly bigint[])[];
}

/** |x|, but NaN is the strongest of all. */
export function strength(x: number): number {
  return x !== x ? Infinity : Math.abs(x);
}

/** See {@link SumsToLoss}. What is multiplied by a factor 0 is 0, infinite or not. */
export function sumsToLoss(levels: readonly Level[]): SumsToLoss {
  const numbers = (): Float64Array[] => levels.map(({ width }) => new Float64Array(width));
  const counts = (): bigint[][] => levels.map(({ width }) => Array<bigint>(width).fill(0n));
  const sums = { total: numbers(), magnitude: numbers(), strongest: numbers(), count: counts(), live: counts() };
  for (let l = levels.length - 1; l >= 0; l--) {
    const level = levels[l], isEnd = l === levels.length - 1;
    for (let u = 0; u < level.width; u++) {
      for (const v of level.leadsTo[u]) {
        const d = level.derivative(u, v);
        sums.count[l][u] += isEnd ? 1n : sums.count[l + 1][v];
        if (d === 0) continue;
        sums.total[l][u] += d * (isEnd ? 1 : sums.total[l + 1][v]);
        sums.magnitude[l][u] += Math.abs(d) * (isEnd ? 1 : sums.magnitude[l + 1][v]);
        sums.strongest[l][u] = Math.max(sums.strongest[l][u], strength(d * (isEnd ? 1 : sums.strongest[l + 1][v])));
        sums.live[l][u] += isEnd ? 1n : sums.live[l + 1][v];
      }
    }
  }
  return sums;
}

/** A factor 0, and how many paths alive up to it end there. */
export interface DeadEnd {
  readonly level: number;
  readonly u: number;
  readonly v: number;
  readonly paths: bigint;
}

/** Over all paths that begin at a unit of the first level with a factor of their own. */
export interface SumsFromWeight {
  /** For each unit of each level, Σ of the products of the beginnings that lead to it. */
  readonly reaching: readonly Float64Array[];
  readonly deadEnds: readonly DeadEnd[];
}

/** See {@link SumsFromWeight}. */
export function sumsFromWeight(
  levels: readonly Level[], start: number, factor: number, { count }: SumsToLoss,
): SumsFromWeight {
  const reaching = levels.map(({ width }) => new Float64Array(width));
  const alive = levels.map(({ width }) => Array<bigint>(width).fill(0n));
  const deadEnds: DeadEnd[] = [];
  reaching[0][start] = factor;
  alive[0][start] = factor === 0 ? 0n : 1n;
  levels.forEach((level, l) => {
    const next = levels.at(l + 1);
    for (let u = 0; u < level.width; u++) {
      if (alive[l][u] === 0n) continue;
      for (const v of level.leadsTo[u]) {
        const d = level.derivative(u, v);
        const onward = next === undefined ? 1n : count[l + 1][v];
        if (d === 0) deadEnds.push({ level: l, u, v, paths: alive[l][u] * onward });
        else if (next !== undefined) {
          reaching[l + 1][v] += reaching[l][u] * d;
          alive[l + 1][v] += alive[l][u];
        }
      }
    }
  });
  return { reaching, deadEnds };
}
