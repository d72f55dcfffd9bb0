/**
 * The weights of each unit that looks at the pixels, as a picture of what it looks for.
 * @module
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { unitSymbol } from '../../../../lib/audit/explain/symbols.ts';
import type { Opened } from '../../protocol.ts';
import { SIDE } from '../draw/networkShape.ts';
import { pictureInto } from '../draw/pictureInto.ts';
import { ramp } from '../draw/ramp.ts';
import { parts, useParts } from '../frames.ts';
import { watchFrames } from '../loop.ts';
import { selected } from '../selection.ts';

const MOST = 32;

function drawAll(list: HTMLElement, theta: Float32Array, { layers: [, first] }: Opened): void {
  const { weights = 0, units } = first, own = new Float32Array(SIDE * SIDE);
  list.querySelectorAll('canvas').forEach((canvas, unit) => {
    let most = 0;
    for (let j = 0; j < own.length; j++) {
      own[j] = theta[weights + j * units + unit];
      most = Math.max(most, Math.abs(own[j]));
    }
    pictureInto(canvas, own, SIDE, SIDE, most);
  });
}

export function WeightPictures({ own }: { readonly own: Opened }) {
  const list = useRef<HTMLUListElement>(null), scheme = ramp.value, { units } = own.layers[1];
  useParts(() => ({ weights: true }));
  useLayoutEffect(() => {
    const home = list.current;
    if (home === null) return undefined;
    let drawn: Float32Array | undefined;
    return watchFrames(home, () => {
      const theta = parts.weights.value;
      if (theta !== undefined && theta !== drawn) drawAll(home, drawn = theta, own);
    });
  }, [own, scheme]);
  return (
    <>
      <ul ref={list} class="weight-pictures">
        {Array.from({ length: Math.min(units, MOST) }, (_, u) => (
          <li key={u}>
            <button type="button" onClick={() => { selected.value = { kind: 'unit', layer: 2, i: u + 1 }; }}>
              <canvas class="pixels" role="img" aria-label={`The weights of unit ${u + 1}`} />
              <i class="math" aria-hidden="true">{unitSymbol('a', 2, u + 1)}</i>
            </button>
          </li>
        ))}
      </ul>
      <p class="note">
        Each picture is a unit of layer 2: the weight of each pixel, blue above 0, orange below.
        {units > MOST && ` ${units - MOST} more are not shown.`}
      </p>
    </>
  );
}
