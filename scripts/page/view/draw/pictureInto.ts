/**
 * Numbers as a picture: a pixel each.
 * @module
 */
import { ramp, rampIndex } from './ramp.ts';

const images = new WeakMap<HTMLCanvasElement, ImageData>();

/** Draws rows × columns numbers, divided by `scale` to be within −1 … 1. */
export function pictureInto(
  canvas: HTMLCanvasElement, values: ArrayLike<number>, columns: number, rows: number, scale: number, start = 0,
): void {
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const context = canvas.getContext('2d');
  if (context === null) return;
  let image = images.get(canvas);
  if (image === undefined || image.width !== columns || image.height !== rows) {
    image = context.createImageData(columns, rows);
    images.set(canvas, image);
  }
  const out = new Uint32Array(image.data.buffer), { pixels } = ramp.value, factor = scale === 0 ? 0 : 1 / scale;
  for (let i = 0; i < out.length; i++) out[i] = pixels[rampIndex(values[start + i] * factor)];
  context.putImageData(image, 0, 0);
}
