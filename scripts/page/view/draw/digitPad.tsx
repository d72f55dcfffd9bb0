/**
 * A place to write a digit, by pen, finger, mouse or keys.
 * @module
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { cssColor, ramp } from './ramp.ts';

const SIZE = 252, PEN = 22, STEP = 9;

/** Polylines, each x, y, x, y, … */
export type Strokes = readonly (readonly number[])[];
type Point = readonly [x: number, y: number];

const KEYS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP],
};

function drawStrokes(canvas: HTMLCanvasElement, strokes: Strokes): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.clearRect(0, 0, SIZE, SIZE);
  context.lineWidth = PEN;
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = cssColor('--ink');
  for (const [x, y, ...more] of strokes) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x, y + 0.01); // a line of no length is not drawn
    for (let i = 0; i < more.length; i += 2) context.lineTo(more[i], more[i + 1]);
    context.stroke();
  }
}

/** Calls `onDigit` with all strokes after each; with none when all is wiped away. */
export function DigitPad({ onDigit }: { readonly onDigit: (strokes: Strokes) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null), strokes = useRef<number[][]>([]);
  const [pen, setPen] = useState<Point | undefined>(undefined), [isDown, setDown] = useState(false);
  const isDrawing = useRef(false), scheme = ramp.value;
  const draw = (): void => { if (canvas.current !== null) drawStrokes(canvas.current, strokes.current); };
  useEffect(draw, [scheme]);
  const extend = (x: number, y: number, isNew: boolean): void => {
    if (isNew) strokes.current.push([x, y]);
    else strokes.current.at(-1)?.push(x, y);
    draw();
  };
  const pointAt = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width } = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    return [(clientX - left) * SIZE / width, (clientY - top) * SIZE / width];
  };
  const finish = (): void => {
    if (!isDrawing.current) return;
    isDrawing.current = false;
    onDigit(strokes.current);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = KEYS[event.key], isToggle = event.key === ' ' || event.key === 'Enter';
    if (by === undefined && !isToggle) return;
    event.preventDefault();
    const [x, y] = pen ?? [SIZE / 2, SIZE / 4], [dx, dy] = by ?? [0, 0];
    const within = (value: number): number => Math.min(SIZE - PEN, Math.max(PEN, value));
    const to: Point = [within(x + dx), within(y + dy)];
    setPen(to);
    if (isToggle) setDown(!isDown);
    if (isToggle ? isDown : !isDown) return;
    extend(...to, isToggle);
    onDigit(strokes.current);
  };
  const wipe = (): void => {
    strokes.current = [];
    draw();
    onDigit([]);
  };
  return (
    <div class="pad">
      <div class="sheet">
        <canvas
          ref={canvas} width={SIZE} height={SIZE} tabIndex={0} role="img"
          aria-label="Write a digit here. By keys: arrows move the pen, space lowers and lifts it."
          onPointerDown={(event) => {
            (canvas.current as HTMLCanvasElement).setPointerCapture(event.pointerId);
            setPen(undefined);
            isDrawing.current = true;
            extend(...pointAt(event), true);
          }}
          onPointerMove={(event) => { if (isDrawing.current) extend(...pointAt(event), false); }}
          onPointerUp={finish} onPointerCancel={finish} onKeyDown={onKeyDown}
          onBlur={() => { setDown(false); setPen(undefined); }}
        />
        {pen && (
          <svg class={isDown ? 'pen down' : 'pen'} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
            <circle cx={pen[0]} cy={pen[1]} r={PEN / 2} />
          </svg>
        )}
      </div>
      <Button kind="quiet" onClick={wipe}>Wipe</Button>
    </div>
  );
}
