/**
 * Write a digit, and have it read.
 * @module
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Reading } from '../../protocol.ts';
import { ask } from '../client.ts';
import { DigitPad, type Strokes } from '../draw/digitPad.tsx';
import { SIDE } from '../draw/networkShape.ts';
import { pictureInto } from '../draw/pictureInto.ts';
import { example } from '../examples.ts';
import { problem, state } from '../frames.ts';
import { Card } from '../parts/card.tsx';
import { percent } from '../parts/numbers.ts';

const strokes = signal<Strokes>([]);
const reading = signal<Reading | undefined>(undefined);
let isAsked = false;

function read(): void {
  if (isAsked || strokes.value.length === 0) return;
  isAsked = true;
  ask('read', { strokes: strokes.value }).then((own) => {
    reading.value = strokes.value.length === 0 ? undefined : own;
    example.value = { inputs: [...own.inputs] };
  }, (error) => { problem.value = error; }).finally(() => { isAsked = false; });
}

/** A bar for each class. */
function Chances({ chances, digit }: { readonly chances: ArrayLike<number>; readonly digit: number }) {
  return (
    <table class="chances">
      <caption class="unseen">What the network gives to each digit</caption>
      <tbody>
        {Array.from(chances, (chance, i) => (
          <tr key={i} class={i === digit ? 'best' : ''}>
            <th scope="row">{i}</th>
            <td class="bar">
              <svg width="100%" height="10" aria-hidden="true"><rect height="10" width={`${100 * chance}%`} /></svg>
            </td>
            <td class="number">{percent(chance)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ReadCard() {
  const small = useRef<HTMLCanvasElement>(null), own = reading.value;
  // What has been written is read again as the network learns.
  const version = state.value?.version;
  useEffect(() => {
    const timer = setTimeout(read, 120);
    return () => { clearTimeout(timer); };
  }, [version]);
  useEffect(() => {
    if (own !== undefined && small.current !== null) pictureInto(small.current, own.image, SIDE, SIDE, 255);
  }, [own]);
  return (
    <Card title="Write a digit" className="read-card">
      <div class="reading">
        <DigitPad
          onDigit={(next) => {
            strokes.value = next.map((stroke) => [...stroke]);
            if (next.length === 0) reading.value = undefined;
            else read();
          }}
        />
        {own === undefined
          ? (
            <p class="note">
              Write with pen, finger, mouse or keys. The drawing is made into 28 × 28 pixels, as the examples are, and
              read.
            </p>
          )
          : (
            <div class="said-digit">
              <p role="status"><span class="note">The network reads </span><strong>{own.digit}</strong></p>
              <canvas ref={small} class="pixels" role="img" aria-label="The 28 × 28 pixels that the network is given" />
              <Chances chances={own.chances} digit={own.digit} />
            </div>
          )}
      </div>
    </Card>
  );
}
