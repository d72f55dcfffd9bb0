/**
 * Points drawn over the plane, and the one that is near.
 * @module
 */
import type { ExampleRef, ExampleSet, Examples, Opened, Window } from '../../protocol.ts';
import type { Points } from '../examples.ts';
import { classColor } from './classColors.ts';
import { cssColor } from './ramp.ts';

const RADIUS = 3.4;

/** Fits the canvas to its place on the screen, and gives what draws on it in its pixels. */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio, { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** From the plane to the canvas, which shows so much of it. */
export function scalesOf(canvas: HTMLCanvasElement, { left, right, low, high }: Window) {
  return {
    across: (x: number): number => ((x - left) / (right - left)) * canvas.clientWidth,
    down: (y: number): number => ((high - y) / (high - low)) * canvas.clientHeight,
  };
}

/** Those of the tests as rings, those of the training as discs. */
export function drawPoints(
  canvas: HTMLCanvasElement, own: Opened, points: Points | undefined, seen: Window,
): void {
  const context = contextOf(canvas);
  if (context === null) return;
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  if (points === undefined) return;
  const { across, down } = scalesOf(canvas, seen), { task, classes, inputs } = own.data, panel = cssColor('--panel');
  const draw = ({ x, y }: Examples, isTest: boolean): void => {
    for (let i = 0; i < y.length; i++) {
      const color = task === 'regression' ? cssColor('--high') : classColor(y[i], classes.length);
      context.beginPath();
      context.arc(across(x[inputs * i]), down(inputs === 1 ? y[i] : x[inputs * i + 1]), isTest ? 2.6 : RADIUS, 0, 7);
      context.fillStyle = isTest ? panel : color;
      context.strokeStyle = isTest ? color : panel;
      context.lineWidth = isTest ? 1.4 : 1;
      context.fill();
      context.stroke();
    }
  };
  draw(points.test, true);
  draw(points.train, false);
}

/** The point nearest to x and y, if it is nearer than `limit`. */
export function nearestPoint(
  points: Points, x: number, y: number, limit: number, isLine: boolean,
): ExampleRef | undefined {
  let best = limit, found: ExampleRef | undefined;
  for (const set of ['train', 'test'] satisfies ExampleSet[]) {
    const { inputs, x: all, y: targets } = points[set];
    for (let i = 0; i < targets.length; i++) {
      const distance = isLine ? Math.abs(all[i] - x) : Math.hypot(all[inputs * i] - x, all[inputs * i + 1] - y);
      if (distance >= best) continue;
      best = distance;
      found = { set, index: i };
    }
  }
  return found;
}
