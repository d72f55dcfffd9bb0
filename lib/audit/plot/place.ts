/**
 * Where slots stand in a row: near what they are linked to, and apart.
 * @module
 */

import type { Arrangement, Link, Slot } from './arrange.ts';

/** So often slots are drawn to those above and to those below, in turn. */
const SWEEPS = 12;

/** The left edges of all slots, the first at 0. */
export function place(
  { rows, ways }: Arrangement, widthOf: (slot: Slot) => number, gap: number,
): ReadonlyMap<Slot, number> {
  const left = new Map<Slot, number>(), links = ways.flat();
  for (const row of rows) {
    let x = 0;
    for (const slot of row) {
      left.set(slot, x);
      x += widthOf(slot) + gap;
    }
  }
  const leftOf = (slot: Slot): number => left.get(slot) ?? 0;
  const leaving = byEnd(links, ({ upper }) => upper), entering = byEnd(links, ({ lower }) => lower);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : [...rows].reverse()) {
      const wanted = row.map((slot) => {
        const above = (entering.get(slot) ?? []).map(({ upper, leaves, enters }) =>
          leftOf(upper) + leaves * widthOf(upper) - enters * widthOf(slot));
        const below = (leaving.get(slot) ?? []).map(({ lower, leaves, enters }) =>
          leftOf(lower) + enters * widthOf(lower) - leaves * widthOf(slot));
        const first = isDown ? above : below, ends = first.length > 0 ? first : [...above, ...below];
        return ends.reduce((sum, x) => sum + x, 0) / ends.length;
      });
      apart(wanted, row.map((slot) => widthOf(slot) + gap)).forEach((x, i) => left.set(row[i], x));
    }
  }
  const least = Math.min(...left.values());
  for (const [slot, x] of left) left.set(slot, x - least);
  return left;
}

function byEnd(links: readonly Link[], endOf: (link: Link) => Slot): ReadonlyMap<Slot, readonly Link[]> {
  const found = new Map<Slot, Link[]>();
  for (const link of links) {
    const own = found.get(endOf(link));
    if (own === undefined) found.set(endOf(link), [link]);
    else own.push(link);
  }
  return found;
}

/**
 * The places nearest to those wanted, by least squares, of which each is at least `room` of it left of the next: runs
 * that would overlap stand side by side about their mean.
 */
export function apart(wanted: readonly number[], room: readonly number[]): number[] {
  const runs: { sum: number; count: number }[] = [];
  let before = 0;
  const offsets = wanted.map((x, i) => {
    const offset = before;
    before += room[i];
    runs.push({ sum: x - offset, count: 1 });
    for (let last = runs.length - 1; last > 0; last--) {
      const { sum, count } = runs[last], previous = runs[last - 1];
      if (previous.sum / previous.count <= sum / count) break;
      previous.sum += sum;
      previous.count += count;
      runs.pop();
    }
    return offset;
  });
  const means = runs.flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count));
  return offsets.map((offset, i) => means[i] + offset);
}
