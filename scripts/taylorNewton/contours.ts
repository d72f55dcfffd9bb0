/**
 * Lines on which a function of two numbers has one value.
 * @module
 */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** What part of the plane. */
export interface Window {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

/** The line f = level as segments, by marching squares on a grid of `cells` × `cells`. */
export function contour(
  f: (x: number, y: number) => number, { left, right, low, high }: Window, level: number, cells: number,
): Segment[] {
  const xs = Array.from({ length: cells + 1 }, (_, i) => left + ((right - left) * i) / cells);
  const ys = Array.from({ length: cells + 1 }, (_, i) => low + ((high - low) * i) / cells);
  const values = ys.map((y) => xs.map((x) => f(x, y) - level));
  const segments: Segment[] = [];
  for (let j = 0; j < cells; j++) {
    for (let i = 0; i < cells; i++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]] as const;
      const crossings = corners.flatMap(([ai, aj], c) => {
        const [bi, bj] = corners[(c + 1) % 4], a = values[aj][ai], b = values[bj][bi];
        if (a < 0 === b < 0) return [];
        const t = a / (a - b);
        return [[xs[ai] + t * (xs[bi] - xs[ai]), ys[aj] + t * (ys[bj] - ys[aj])] as const];
      });
      for (let c = 0; c + 1 < crossings.length; c += 2) segments.push([...crossings[c], ...crossings[c + 1]]);
    }
  }
  return segments;
}
