import { element, round } from '../../lib/audit/svg.ts';

/** Shades of grey told apart. */
const SHADES = 12;

/**
 * An image of n × n pixels in [0, 1], dark where they are high, as a square of `side`: one path a shade,
 * along the rows.
 */
export function drawDigit(pixels: ArrayLike<number>, n: number, side: number): string {
  const paths = new Map<number, string>();
  const shadeAt = (row: number, column: number): number =>
    (column < n ? Math.round(Math.min(1, Math.max(0, pixels[row * n + column])) * SHADES) : -1);
  for (let row = 0; row < n; row++) {
    for (let start = 0, column = 1; column <= n; column++) {
      const shade = shadeAt(row, start);
      if (shadeAt(row, column) === shade) continue;
      if (shade > 0) {
        paths.set(shade, `${paths.get(shade) ?? ''}M${start} ${row}h${column - start}v1h${start - column}z`);
      }
      start = column;
    }
  }
  const shapes = [...paths].map(([shade, d]) => element('path', { d, 'fill-opacity': shade / SHADES }));
  return element('g', { transform: `scale(${round(side / n)})`, 'shape-rendering': 'crispEdges' }, ...shapes);
}
