/**
 * A function of two variables seen from above: bands of equal height, with lines between them.
 * @module
 */
import { ramp } from './ramp.ts';

const SIZE = 320, BANDS = 16;
/** How much more of the bands is given to what is low. */
const STRETCH = 200;
/** Of the colours, those of the highest band and of the lines between bands. */
const TOPMOST = 0.7, LINE = 0.18;

/** The height at a place of the grid, between the middles of its cells. */
function heightAt(values: Float64Array, cells: number, x: number, y: number): number {
  const column = Math.min(cells - 1, Math.max(0, x - 0.5)), row = Math.min(cells - 1, Math.max(0, y - 0.5));
  const left = Math.min(cells - 2, Math.floor(column)), top = Math.min(cells - 2, Math.floor(row));
  const across = column - left, down = row - top, at = top * cells + left;
  const upper = values[at] + across * (values[at + 1] - values[at]);
  const lower = values[at + cells] + across * (values[at + cells + 1] - values[at + cells]);
  return upper + down * (lower - upper);
}

/** Draws values on cells × cells, row by row from the top left; where they are NaN nothing. */
export function terrainInto(canvas: HTMLCanvasElement, values: Float64Array, cells: number): void {
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (context === null) return;
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const image = context.createImageData(SIZE, SIZE), out = new Uint32Array(image.data.buffer), { hills } = ramp.value;
  const bandOf = (height: number): number =>
    Math.floor(BANDS * Math.log1p((STRETCH * (height - low)) / (high - low || 1)) / Math.log1p(STRETCH));
  const above = new Float64Array(SIZE);
  for (let y = 0, i = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, i++) {
      const height = heightAt(values, cells, ((x + 0.5) * cells) / SIZE, ((y + 0.5) * cells) / SIZE);
      if (!Number.isFinite(height)) continue;
      const band = bandOf(height), isEdge = (x > 0 && above[x - 1] !== band) || (y > 0 && above[x] !== band);
      above[x] = band;
      const share = TOPMOST * Math.min(1, band / BANDS) + (isEdge ? LINE : 0);
      out[i] = hills[Math.round(share * (hills.length - 1))];
    }
  }
  context.putImageData(image, 0, 0);
}
