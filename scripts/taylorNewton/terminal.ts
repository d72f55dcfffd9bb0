/**
 * The ways down in characters.
 * @module
 */
import type { Landscape } from './picture.ts';

const COLUMNS = 64, ROWS = 22;
/** From low to high. */
const SHADES = ' ·:-=+*';
/** How often a segment of a way is looked at. */
const PARTS = 200;

/**
 * A landscape as lines of text: shades for the height, the first letter of each method for its way, ○ the start,
 * ✕ the lowest point.
 */
export function drawInCharacters({ value, window, levels, paths }: Landscape): string {
  const { left, right, low, high } = window;
  const cells = Array.from({ length: ROWS }, (_, row) => Array.from({ length: COLUMNS }, (_, column) => {
    const x = left + ((column + 0.5) / COLUMNS) * (right - left), y = high - ((row + 0.5) / ROWS) * (high - low);
    const height = levels.filter((level) => value(x, y) > level).length;
    return SHADES[Math.round((height / levels.length) * (SHADES.length - 1))];
  }));
  const put = (x: number, y: number, mark: string): void => {
    const column = Math.floor(((x - left) / (right - left)) * COLUMNS);
    const row = Math.floor(((high - y) / (high - low)) * ROWS);
    if (cells[row]?.[column] !== undefined) cells[row][column] = mark;
  };
  for (const { points, method } of paths) {
    points.slice(1).forEach(([x, y], i) => {
      const [fromX, fromY] = points[i];
      for (let part = 0; part <= PARTS; part++) {
        put(fromX + ((x - fromX) * part) / PARTS, fromY + ((y - fromY) * part) / PARTS, method[0].toUpperCase());
      }
    });
  }
  const lowest = paths.reduce((best, path) => (path.value < best.value ? path : best));
  put(...lowest.points[0], '○');
  put(...(lowest.points.at(-1) ?? lowest.points[0]), '✕');
  return cells.map((row) => `  ${row.join('')}`).join('\n');
}
