/**
 * A line chart of letters for a terminal.
 * @module
 */

/** A path of values, one for each epoch, drawn with its mark. */
export interface Path {
  readonly mark: string;
  readonly values: readonly number[];
}

const EMPTY = ' ';
/** Where several paths meet. */
const SHARED = '*';

/**
 * Paths over epochs 1, 2, …: `width` columns for the longest, `height` lines, the axis labelled with the largest and
 * the smallest value. A path that breaks off earlier is drawn as far as it goes.
 */
export function textChart(paths: readonly Path[], width: number, height: number): string {
  const all = paths.flatMap(({ values }) => values), high = Math.max(...all), low = Math.min(...all);
  const grid = Array.from({ length: height }, () => new Array<string>(width).fill(EMPTY));
  const epochs = Math.max(...paths.map(({ values }) => values.length));
  for (const { mark, values } of paths) {
    for (let column = 0; column < width; column++) {
      const place = (column / (width - 1)) * (epochs - 1);
      if (place > values.length - 1) break;
      const value = at(values, place);
      const row = high === low ? height - 1 : Math.round(((high - value) / (high - low)) * (height - 1));
      const there = grid[row][column];
      grid[row][column] = there === EMPTY || there === mark ? mark : SHARED;
    }
  }
  const labels = grid.map((_, row) =>
    (row === 0 ? high.toFixed(3) : row === height - 1 ? low.toFixed(3) : '').padStart(8));
  const axis = `${' '.repeat(9)}└${'─'.repeat(width)}`;
  const feet = `${' '.repeat(10)}1${`epoch ${epochs}`.padStart(width - 1)}`;
  return [...grid.map((line, row) => `${labels[row]} │${line.join('').trimEnd()}`), axis, feet].join('\n');
}

/** The value at a place between two epochs. */
function at(values: readonly number[], place: number): number {
  const left = Math.floor(place), share = place - left;
  return share === 0 ? values[left] : values[left] * (1 - share) + values[left + 1] * share;
}
