/**
 * The plane of the data: what the network says everywhere, and the points that it learns from.
 * @module
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isRunning } from '../actions.ts';
import type { Boundary, Opened, Window } from '../../protocol.ts';
import { example, hovered, points, type Points } from '../examples.ts';
import { opened, parts, useParts } from '../frames.ts';
import { watchFrames } from '../loop.ts';
import { whole } from '../parts/numbers.ts';
import { pictureOfClasses } from './classColors.ts';
import { drawCurve } from './planeCurve.ts';
import { drawPoints, nearestPoint } from './planePoints.ts';
import { pictureInto } from './pictureInto.ts';
import { ramp } from './ramp.ts';

const CELLS = 128, MOVING_CELLS = 64, LINE_CELLS = 128;
/** The field is drawn faintly, so that points stand out of it. */
const FAINT = 1.9;
/** Within so many pixels of a point the pointer means the point. */
const NEAR = 10;

export interface PlaneProps {
  /** What a click does; x and y as the data have them. */
  readonly onClick?: (x: number, y: number) => void;
  readonly label: string;
}

function drawField(canvas: HTMLCanvasElement, { data: { task, classes } }: Opened, boundary: Boundary): void {
  const { cells, rows, outputs, values } = boundary;
  if (rows === 1) return;
  if (task === 'regression') {
    let most = 0;
    for (const value of values) most = Math.max(most, Math.abs(value));
    pictureInto(canvas, values, cells, rows, FAINT * most);
  } else if (classes.length === 2) {
    const leans = new Float32Array(cells * rows); // from −1, surely the first class, to 1
    if (outputs === 1) for (let i = 0; i < leans.length; i++) leans[i] = 2 * values[i] - 1;
    else for (let i = 0; i < leans.length; i++) leans[i] = values[2 * i + 1] - values[2 * i];
    pictureInto(canvas, leans, cells, rows, FAINT);
  } else pictureOfClasses(canvas, boundary);
}

/** Where the pointer is, as the data have it. */
function placeOf(event: { readonly clientX: number; readonly clientY: number }, box: DOMRect, window: Window) {
  const across = (event.clientX - box.left) / box.width, down = (event.clientY - box.top) / box.height;
  return {
    x: window.left + across * (window.right - window.left), y: window.high - down * (window.high - window.low),
    scale: box.width / (window.right - window.left),
  };
}

/** The example there: a point near by, or else what lies under the pointer. */
function exampleAt(own: Points | undefined, { x, y, scale }: ReturnType<typeof placeOf>, inputs: number) {
  const near = own && nearestPoint(own, x, y, NEAR / scale, inputs === 1);
  return near ?? { inputs: inputs === 1 ? [x] : [x, y] };
}

export function Plane({ onClick, label }: PlaneProps) {
  const field = useRef<HTMLCanvasElement>(null), dots = useRef<HTMLCanvasElement>(null);
  const own = opened.value, scheme = ramp.value, isLine = own?.data.inputs === 1;
  const window = own?.data.window;
  useParts(() => ({ boundary: { cells: isLine ? LINE_CELLS : isRunning.value ? MOVING_CELLS : CELLS } }), isLine);
  useLayoutEffect(() => {
    const home = dots.current;
    if (home === null || own === undefined || window === undefined) return undefined;
    if (field.current !== null) field.current.width = field.current.height = 1; // what was said of other data goes
    let drawn: Boundary | undefined, shown: Points | undefined, isResized = true;
    const observer = new ResizeObserver(() => { isResized = true; });
    observer.observe(home);
    const unwatch = watchFrames(home, () => {
      const boundary = parts.boundary.value, isNew = boundary !== drawn;
      const isPlace = isResized || shown !== points.value;
      if (isNew && boundary !== undefined && field.current !== null) drawField(field.current, own, boundary);
      if (isPlace || (isLine && isNew)) {
        drawPoints(home, own, points.value, window);
        if (isLine && boundary !== undefined) drawCurve(home, window, boundary);
      }
      [drawn, shown, isResized] = [boundary, points.value, false];
    });
    return () => {
      unwatch();
      observer.disconnect();
    };
  }, [own, scheme]);
  if (own === undefined || window === undefined) return null;
  const at = (event: MouseEvent): ReturnType<typeof placeOf> =>
    placeOf(event, (dots.current as HTMLCanvasElement).getBoundingClientRect(), window);
  const [across, up] = isLine ? [own.data.inputNames[0], 'y'] : own.data.inputNames;
  return (
    <figure class="plane">
      <div class="sheet">
        <canvas ref={field} class="field-picture" aria-hidden="true" />
        <canvas
          ref={dots} role="img" aria-label={label} class={onClick === undefined ? '' : 'clickable'}
          onPointerMove={(event) => { hovered.value = exampleAt(points.value, at(event), own.data.inputs); }}
          onPointerLeave={() => { hovered.value = undefined; }}
          onClick={(event) => {
            const place = at(event);
            if (onClick !== undefined) onClick(place.x, place.y);
            else example.value = exampleAt(points.value, place, own.data.inputs);
          }}
        />
      </div>
      <figcaption class="axes">
        <span class="across"><End at={window.left} /><i class="math">{across}</i><End at={window.right} /></span>
        <span class="up"><End at={window.high} /><i class="math">{up}</i><End at={window.low} /></span>
      </figcaption>
    </figure>
  );
}

function End({ at }: { readonly at: number }) {
  return <span>{whole(Number(at.toPrecision(2)))}</span>;
}
