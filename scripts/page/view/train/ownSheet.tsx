/**
 * An empty plane for the first points.
 * @module
 */
import { useEffect, useRef } from 'preact/hooks';
import { setting } from '../setting.ts';
import { classColor } from '../draw/classColors.ts';
import { contextOf } from '../draw/planePoints.ts';
import { ramp } from '../draw/ramp.ts';

const HALF = 2, RADIUS = 4;

export function OwnSheet({ onClick }: { readonly onClick: (x: number, y: number) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null), { data } = setting.value, scheme = ramp.value;
  useEffect(() => {
    const home = canvas.current, context = home && contextOf(home);
    if (home === null || context === null || data.kind !== 'points') return;
    const size = home.clientWidth;
    context.clearRect(0, 0, size, size);
    for (const { x, y, label } of data.points) {
      context.beginPath();
      context.arc((x + HALF) / (2 * HALF) * size, (HALF - y) / (2 * HALF) * size, RADIUS, 0, 7);
      context.fillStyle = classColor(label, 2);
      context.fill();
    }
  }, [data, scheme]);
  return (
    <figure class="plane">
      <div class="sheet blank">
        <canvas
          ref={canvas} class="clickable" role="img" aria-label="An empty plane: click to place points"
          onClick={(event) => {
            const { left, top, width } = event.currentTarget.getBoundingClientRect();
            onClick((event.clientX - left) / width * 2 * HALF - HALF, HALF - (event.clientY - top) / width * 2 * HALF);
          }}
        />
        <p aria-hidden="true">Click to place points of two classes or more</p>
      </div>
    </figure>
  );
}
