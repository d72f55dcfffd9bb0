/**
 * Points that are clicked into the plane, or typed.
 * @module
 */
import { useState } from 'preact/hooks';
import { toCoordinate } from '../../points.ts';
import type { OwnPoints } from '../../setting.ts';
import { Button } from '../parts/button.tsx';
import { Numeric, Slide } from '../parts/field.tsx';
import { change } from '../setting.ts';
import { lastPoints, pointClass } from './ownData.ts';

const CLASSES = [0, 1, 2];

/** The points change. */
export function setPoints(points: OwnPoints['points'], test: number = 0): void {
  lastPoints.value = { kind: 'points', points, test: Math.min(test, Math.max(0, points.length - 1)) };
  change({ data: lastPoints.value });
}

export function OwnPointsFields({ data: { points, test } }: { readonly data: OwnPoints }) {
  const [x, setX] = useState(0), [y, setY] = useState(0);
  return (
    <>
      <fieldset class="classes">
        <legend class="note">The next point is of class</legend>
        <div class="buttons">
          {CLASSES.map((label) => (
            <Button key={label} isPressed={pointClass.value === label} onClick={() => { pointClass.value = label; }}>
              <svg viewBox="0 0 16 16" aria-hidden="true" class={`mark class-${label}`}>
                <circle cx="8" cy="8" r="6" />
              </svg>
              {label}
            </Button>
          ))}
        </div>
      </fieldset>
      <div class="fields">
        <Numeric label="x₁" value={x} min={-2} max={1.99} onChange={setX} />
        <Numeric label="x₂" value={y} min={-2} max={1.99} onChange={setY} />
        <div class="buttons low">
          <Button
            onClick={() => {
              const point = { x: toCoordinate(x), y: toCoordinate(y), label: pointClass.value };
              setPoints([...points, point], test);
            }}
          >
            Place it
          </Button>
        </div>
      </div>
      <div class="buttons">
        <Button onClick={() => { setPoints(points.slice(0, -1), test); }} disabled={points.length === 0}>
          Take the last back
        </Button>
        <Button onClick={() => { setPoints([]); }} disabled={points.length === 0}>Clear</Button>
      </div>
      <div class="fields">
        <Slide
          label="Held back for tests" value={test}
          values={[0, 1, 2, 5, 10, 20, 50].filter((n) => n < points.length || n === 0)}
          onChange={(next) => { setPoints(points, next); }}
        />
      </div>
    </>
  );
}
