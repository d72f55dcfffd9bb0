/**
 * Boxes in rows: each below all that it depends on, with room beside boxes for edges that pass a row.
 * @module
 */

import type { Diagram, Edge } from './diagram.ts';

/** A place in a row: of a box, or where an edge passes. */
export interface Slot {
  readonly row: number;
  /** Absent where an edge passes. */
  readonly box?: number;
}

/** Two slots in rows that follow each other, with the ends of an edge: 0 to 1 from the left of its box. */
export interface Link {
  readonly upper: Slot;
  readonly lower: Slot;
  readonly leaves: number;
  readonly enters: number;
}

export interface Arrangement {
  /** From the top, each from the left. */
  readonly rows: readonly (readonly Slot[])[];
  /** The parts of each edge, from the top. */
  readonly ways: readonly (readonly Link[])[];
}

/** So often the rows are put in order, downwards and upwards in turn. */
const SWEEPS = 8;
const MIDDLE = 0.5;

/** See {@link Arrangement}. */
export function arrange({ boxes, edges }: Diagram): Arrangement {
  const rowOf = rowsOf(boxes.length, edges), rows: Slot[][] = [];
  const put = (slot: Slot): Slot => {
    (rows[slot.row] ??= []).push(slot);
    return slot;
  };
  const slots = boxes.map((_, box) => put({ row: rowOf[box], box }));
  const ways = edges.map(({ from, output, to, input }): Link[] => {
    const way: Link[] = [];
    const leaves = (output + 1) / (boxes[from].outputs + 1), enters = (input + 1) / (boxes[to].inputs + 1);
    let upper = slots[from];
    for (let row = rowOf[from] + 1; row <= rowOf[to]; row++) {
      const isLast = row === rowOf[to], lower = isLast ? slots[to] : put({ row });
      way.push({ upper, lower, leaves: way.length === 0 ? leaves : MIDDLE, enters: isLast ? enters : MIDDLE });
      upper = lower;
    }
    return way;
  });
  const links = ways.flat();
  for (let sweep = 0; sweep < SWEEPS; sweep++) order(rows, links, sweep % 2 === 0);
  return { rows, ways };
}

/** The longest way from an input to each box; inputs stand right above what first takes them. */
function rowsOf(count: number, edges: readonly Edge[]): number[] {
  const rows = new Array<number>(count).fill(0);
  for (const { from, to } of edges) rows[to] = Math.max(rows[to], rows[from] + 1); // edges come by the box they go to
  const isFed = new Set(edges.map(({ to }) => to)), next = new Map<number, number>();
  for (const { from, to } of edges) next.set(from, Math.min(next.get(from) ?? Infinity, rows[to]));
  return rows.map((row, box) => (isFed.has(box) ? row : (next.get(box) ?? 1) - 1));
}

/** Puts each row in the order of the mean place of what its slots are linked to in the row before, or after. */
function order(rows: Slot[][], links: readonly Link[], isDown: boolean): void {
  const place = new Map<Slot, number>();
  const number = (row: readonly Slot[]): void => row.forEach((slot, i) => place.set(slot, i));
  const neighbours = new Map<Slot, Link[]>();
  for (const link of links) {
    const slot = isDown ? link.lower : link.upper, own = neighbours.get(slot) ?? [];
    own.push(link);
    neighbours.set(slot, own);
  }
  rows.forEach(number);
  for (const row of isDown ? rows : [...rows].reverse()) {
    const wanted = new Map(row.map((slot) => {
      const own = neighbours.get(slot) ?? [];
      const ends = own.map(({ upper, lower, leaves, enters }) =>
        (isDown ? (place.get(upper) ?? 0) + leaves - enters : (place.get(lower) ?? 0) + enters - leaves));
      return [slot, ends.length === 0 ? place.get(slot) ?? 0 : ends.reduce((a, b) => a + b) / ends.length];
    }));
    row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    number(row);
  }
}
