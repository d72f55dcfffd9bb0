/**
 * A picture of 28 × 28 numbers.
 * @module
 */
import { useEffect, useRef } from 'preact/hooks';
import { SIDE } from './networkShape.ts';
import { pictureInto } from './pictureInto.ts';
import { ramp } from './ramp.ts';

export function Digit({ pixels, start = 0, scale, label }: {
  readonly pixels: ArrayLike<number>; readonly start?: number; readonly scale: number; readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null), scheme = ramp.value;
  useEffect(() => {
    if (canvas.current !== null) pictureInto(canvas.current, pixels, SIDE, SIDE, scale, start);
  }, [pixels, start, scale, scheme]);
  return <canvas ref={canvas} class="pixels" role="img" aria-label={label} />;
}
