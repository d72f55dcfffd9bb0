/**
 * The test digits that are read wrongly, the surest first.
 * @module
 */
import { useEffect, useState } from 'preact/hooks';
import type { Examples, WrongExample } from '../../protocol.ts';
import { Digit } from '../draw/digit.tsx';
import { example, examplesOf } from '../examples.ts';
import { parts, useParts } from '../frames.ts';
import { percent } from '../parts/numbers.ts';

const MOST = 18;

interface Shown {
  readonly wrong: readonly WrongExample[];
  readonly examples: Examples;
}

export function WrongDigits() {
  useParts(() => ({ wrong: { most: MOST } }));
  const wrong = parts.wrong.value, [shown, setShown] = useState<Shown | undefined>(undefined);
  useEffect(() => {
    if (wrong === undefined) return undefined;
    let isOld = false;
    void examplesOf('test', wrong.map(({ index }) => index)).then((examples) => {
      if (!isOld) setShown({ wrong, examples });
    });
    return () => { isOld = true; };
  }, [wrong]);
  if (shown === undefined) return <p class="empty">They come with the first steps.</p>;
  if (shown.wrong.length === 0) return <p class="empty">None: all test digits are read rightly.</p>;
  const { wrong: list, examples: { x, inputs } } = shown;
  return (
    <>
      <ul class="wrong-digits">
        {list.map(({ index, truth, read, chance, chanceOfTruth }, i) => (
          <li key={index}>
            <button
              type="button" title={`Look at it: test example ${index}`}
              onClick={() => { example.value = { set: 'test', index }; }}
            >
              <Digit pixels={x} start={i * inputs} scale={255} label={`A ${truth}, read as ${read}`} />
              <span aria-hidden="true"><b>{read}</b> {percent(chance)}</span>
              <span aria-hidden="true" class="faint">is {truth}, {percent(chanceOfTruth)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="note">Test digits of which the network is surest, wrongly. Click one to see it in the network.</p>
    </>
  );
}
