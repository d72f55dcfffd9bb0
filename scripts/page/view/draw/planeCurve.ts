/**
 * What a network of one input says, as a curve.
 * @module
 */
import type { Boundary, Opened } from '../../protocol.ts';
import { contextOf, scalesOf } from './planePoints.ts';
import { cssColor } from './ramp.ts';

export function drawCurve(canvas: HTMLCanvasElement, own: Opened, { cells, outputs, values }: Boundary): void {
  const context = contextOf(canvas), window = own.data.window;
  if (context === null || window === undefined) return;
  const { across, down } = scalesOf(canvas, own), width = (window.right - window.left) / cells;
  context.strokeStyle = cssColor('--against');
  context.lineWidth = 2.5;
  context.lineJoin = 'round';
  context.beginPath();
  for (let i = 0; i < cells; i++) context.lineTo(across(window.left + (i + 0.5) * width), down(values[i * outputs]));
  context.stroke();
}
