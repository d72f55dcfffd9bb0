/**
 * Terrain from above, with the ways of several methods down it.
 * @module
 */
import { useEffect, useRef } from 'preact/hooks';
import type { Window } from '../../protocol.ts';
import { whole } from '../parts/numbers.ts';
import { contextOf } from './planePoints.ts';
import { cssColor, ramp } from './ramp.ts';
import { terrainInto } from './terrain.ts';

/** One way: x, y, x, y, … */
export interface Trail {
  readonly name: string;
  readonly points: Float64Array;
  /** The custom property that has its colour. */
  readonly color: string;
}

export interface TrailsProps {
  readonly label: string;
  readonly values: Float64Array;
  readonly cells: number;
  readonly window: Window;
  readonly trails: readonly Trail[];
  /** So many points of each are drawn. */
  readonly until: number;
  readonly across: string;
  readonly up: string;
  readonly onClick?: (x: number, y: number) => void;
}

function drawTrail(
  context: CanvasRenderingContext2D, { points, color }: Trail, until: number,
  place: (x: number, y: number) => [number, number],
): void {
  const count = Math.min(until, points.length / 2), ink = cssColor(color), dots = points.length / 2 <= 60;
  if (count === 0) return;
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 2;
  context.beginPath();
  for (let i = 0; i < count; i++) context.lineTo(...place(points[2 * i], points[2 * i + 1]));
  context.stroke();
  for (let i = 0; dots && i < count; i++) {
    context.beginPath();
    context.arc(...place(points[2 * i], points[2 * i + 1]), 2.4, 0, 7);
    context.fill();
  }
  context.beginPath();
  context.arc(...place(points[2 * count - 2], points[2 * count - 1]), 5, 0, 7);
  context.fill();
  context.strokeStyle = cssColor('--panel');
  context.lineWidth = 1.5;
  context.stroke();
}

export function Trails({ label, values, cells, window, trails, until, across, up, onClick }: TrailsProps) {
  const ground = useRef<HTMLCanvasElement>(null), over = useRef<HTMLCanvasElement>(null), scheme = ramp.value;
  useEffect(() => { if (ground.current !== null) terrainInto(ground.current, values, cells); }, [values, scheme]);
  useEffect(() => {
    const home = over.current, context = home && contextOf(home);
    if (home === null || context === null) return;
    const { clientWidth: width, clientHeight: height } = home, { left, right, low, high } = window;
    context.clearRect(0, 0, width, height);
    for (const trail of trails) {
      drawTrail(context, trail, until, (x, y) => [
        ((x - left) / (right - left)) * width, ((high - y) / (high - low)) * height,
      ]);
    }
  });
  const end = (at: number) => <span>{whole(Number(at.toPrecision(2)))}</span>;
  return (
    <figure class="plane">
      <div class="sheet">
        <canvas ref={ground} aria-hidden="true" />
        <canvas
          ref={over} role="img" aria-label={label} class={onClick === undefined ? '' : 'clickable'}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect(), { left, right, low, high } = window;
            onClick?.(left + ((event.clientX - box.left) / box.width) * (right - left),
              high - ((event.clientY - box.top) / box.height) * (high - low));
          }}
        />
      </div>
      <figcaption class="axes">
        <span class="across">{end(window.left)}<i class="math">{across}</i>{end(window.right)}</span>
        <span class="up">{end(window.high)}<i class="math">{up}</i>{end(window.low)}</span>
      </figcaption>
    </figure>
  );
}
