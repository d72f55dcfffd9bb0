/**
 * The input where it is a picture: the example that is looked at.
 * @module
 */
import { useEffect, useRef } from 'preact/hooks';
import type { Inside } from '../../protocol.ts';
import { parts } from '../frames.ts';
import { watchFrames } from '../loop.ts';
import { SIDE, type Shape } from './networkShape.ts';
import { pictureInto } from './pictureInto.ts';
import { ramp } from './ramp.ts';

/** Of the pixels given, else of the example that is looked at, live. */
export function InputPicture({ place: { x, y, size }, values }: {
  readonly place: NonNullable<Shape['picture']>; readonly values?: ArrayLike<number>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null), scheme = ramp.value;
  useEffect(() => {
    const home = canvas.current;
    if (home === null) return undefined;
    home.style.left = `${x}px`;
    home.style.top = `${y}px`;
    home.style.width = home.style.height = `${size}px`;
    if (values !== undefined) {
      pictureInto(home, values, SIDE, SIDE, 1);
      return undefined;
    }
    let drawn: Inside | undefined;
    return watchFrames(home, () => {
      const inside = parts.inside.value;
      if (inside === undefined || inside === drawn) return;
      drawn = inside;
      pictureInto(home, inside.layers[0].a, SIDE, SIDE, 1);
    });
  }, [x, y, size, scheme, values]);
  return <canvas ref={canvas} class="picture" role="img" aria-label="The example that is looked at" />;
}
