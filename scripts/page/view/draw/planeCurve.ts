/**
 * What a network of one input says, as a curve.
 * @module
 */
import type { Boundary, Window } from '../../protocol.ts';
import { contextOf, scalesOf } from './planePoints.ts';
import { cssColor } from './ramp.ts';

export function drawCurve(canvas: HTMLCanvasElement, window: Window, { cells, outputs, values }: Boundary): void {
  const context = contextOf(canvas);
  if (context === null) return;
  const { across, down } = scalesOf(canvas, window), width = (window.right - window.left) / cells;
  context.strokeStyle = cssColor('--against');
  context.lineWidth = 2.5;
  context.lineJoin = 'round';
  context.beginPath();
  for (let i = 0; i < cells; i++) context.lineTo(across(window.left + (i + 0.5) * width), down(values[i * outputs]));
  context.stroke();
}
