/**
 * Chooses the example that goes through the network.
 * @module
 */
import { useEffect, useState } from 'preact/hooks';
import type { ExampleRef, ExampleSet, Examples, Opened } from '../../protocol.ts';
import { Digit } from '../draw/digit.tsx';
import { Plane } from '../draw/plane.tsx';
import { example, examplesOf, hovered } from '../examples.ts';
import { parts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Choice, Numeric } from '../parts/field.tsx';
import { rounded } from '../parts/numbers.ts';

const STRIP = 24;

/** A strip of digits of a set, from the one chosen on. */
function Strip({ set, from }: { readonly set: ExampleSet; readonly from: number }) {
  const [shown, setShown] = useState<Examples | undefined>(undefined);
  useEffect(() => {
    let isOld = false;
    void examplesOf(set, Array.from({ length: STRIP }, (_, i) => from + i))
      .then((own) => { if (!isOld) setShown(own); });
    return () => { isOld = true; };
  }, [set, from]);
  if (shown === undefined) return null;
  return (
    <ul class="strip" onPointerLeave={() => { hovered.value = undefined; }}>
      {Array.from(shown.y, (label, i) => {
        const ref: ExampleRef = { set, index: from + i };
        return (
          <li key={i}>
            <button
              type="button" title={`Example ${from + i}, a ${label}`} aria-pressed={isChosen(ref)}
              onPointerEnter={() => { hovered.value = ref; }}
              onFocus={() => { hovered.value = ref; }} onBlur={() => { hovered.value = undefined; }}
              onClick={() => { example.value = ref; }}
            >
              <Digit pixels={shown.x} start={i * shown.inputs} scale={255} label={`Example ${from + i}, a ${label}`} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function isChosen(ref: ExampleRef): boolean {
  const own = example.value;
  return 'set' in own && 'set' in ref && own.set === ref.set && own.index === ref.index;
}

/** The example by its set and number. */
function ByNumber({ own: { data } }: { readonly own: Opened }) {
  const ref = example.value, set = 'set' in ref ? ref.set : 'train', index = 'set' in ref ? ref.index : 0;
  const sets: readonly ExampleSet[] = data.test > 0 ? ['train', 'test'] : ['train'], count = data[set];
  const to = (next: number): void => { example.value = { set, index: (next + count) % count }; };
  return (
    <div class="fields">
      <Choice
        label="Of the set" value={set} options={sets} words={(name) => (name === 'train' ? 'training' : 'test')}
        onChange={(next) => { example.value = { set: next, index: 0 }; }}
      />
      <Numeric label="Number, from 0" value={index} min={0} max={count - 1} isInteger onChange={to} />
      <div class="buttons low">
        <Button label="The example before" onClick={() => { to(index - 1); }}>‹</Button>
        <Button label="The next example" onClick={() => { to(index + 1); }}>›</Button>
      </div>
    </div>
  );
}

function Numbers({ own: { data } }: { readonly own: Opened }) {
  const inside = parts.inside.value, ref = hovered.value ?? example.value;
  const x = inside?.layers[0].a, target = inside?.target;
  const wanted = target === undefined ? undefined : data.classes[target] ?? rounded(target);
  return (
    <p class="note">
      {'set' in ref ? `${ref.set === 'train' ? 'Training' : 'Test'} example ${ref.index}`
        : 'A place between the examples'}
      {x !== undefined && x.length <= 8 &&
        `: ${data.inputNames.map((name, i) => `${name} = ${rounded(x[i], 3)}`).join(', ')}`}
      {wanted === undefined ? '. Nothing is sought there, so there is no J and no gradient.' : `; sought is ${wanted}.`}
    </p>
  );
}

export function ExampleCard({ own }: { readonly own: Opened }) {
  const { window, inputNames } = own.data, ref = example.value, isDigits = inputNames[0] === 'pixels';
  const set = 'set' in ref ? ref.set : 'train', index = 'set' in ref ? ref.index : 0;
  const from = Math.max(0, Math.min(Math.floor(index / STRIP) * STRIP, own.data[set] - STRIP));
  return (
    <Card title="The example" className="example-card">
      {window !== undefined && <Plane label="The plane of the data: point at an example" />}
      {isDigits && <Strip set={set} from={from} />}
      <Numbers own={own} />
      <ByNumber own={own} />
      <p class="note">
        {window !== undefined || isDigits
        ? 'Point at an example to see it in the network; click to keep it.'
        : 'The example goes through the network as it stands.'}
      </p>
    </Card>
  );
}
