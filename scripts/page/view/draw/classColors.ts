/**
 * A colour for each class; of two they are the ends of the ramp.
 * @module
 */
import type { Boundary } from '../../protocol.ts';
import { cssColor } from './ramp.ts';

const MOST = 10;

/** The custom property that has it. */
export function classProperty(label: number, classes: number): string {
  if (classes === 2) return label === 0 ? '--low' : '--high';
  return `--class-${label % MOST}`;
}

export function classColor(label: number, classes: number): string {
  return cssColor(classProperty(label, classes));
}

const rgbOf = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** Each cell in the colour of the likeliest class, the fainter the less sure. */
export function pictureOfClasses(canvas: HTMLCanvasElement, { cells, rows, outputs, values }: Boundary): void {
  canvas.width = cells;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const zero = rgbOf(cssColor('--zero')),
    colors = Array.from({ length: outputs }, (_, c) => rgbOf(classColor(c, outputs)));
  const image = context.createImageData(cells, rows), { data } = image;
  for (let i = 0; i < cells * rows; i++) {
    let best = 0;
    for (let c = 1; c < outputs; c++) if (values[i * outputs + c] > values[i * outputs + best]) best = c;
    const sure = Math.max(0, (values[i * outputs + best] - 1 / outputs) / (1 - 1 / outputs));
    for (let c = 0; c < 3; c++) data[4 * i + c] = zero[c] + 0.6 * sure * (colors[best][c] - zero[c]);
    data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
