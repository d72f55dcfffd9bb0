/**
 * The numbers of the unit or weight that was chosen, and how they came about.
 * @module
 */
import { useEffect } from 'preact/hooks';
import { exactly, unitSymbol } from '../../../../lib/audit/explain/symbols.ts';
import type { Opened, Place } from '../../protocol.ts';
import { ask } from '../client.ts';
import { example, hovered } from '../examples.ts';
import { parts, problem, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { section } from '../setting.ts';
import { indexOf, selected, symbolOf, type Selection } from '../selection.ts';
import { rounded } from '../parts/numbers.ts';
import { History } from './history.tsx';
import { UnitNumbers } from './unitNumbers.tsx';

function placeOf(own: Opened, what: Selection): Place {
  return what.kind === 'unit' ? { kind: 'unit', layer: what.layer, i: what.i, example: example.value }
    : { kind: 'parameter', index: indexOf(own.layers, what) };
}

function WeightNumbers({ own, what }: {
  readonly own: Opened; readonly what: Selection & { readonly kind: 'weight' }
}) {
  const index = indexOf(own.layers, what), symbol = symbolOf(what), { layer, i, j } = what;
  const inside = parts.inside.value, from = j === undefined ? undefined : inside?.layers[layer - 2].a[j - 1];
  const delta = inside?.layers[layer - 1].delta?.[i - 1];
  const by = `∂J/∂${unitSymbol('z', layer, i)}`;
  const w = parts.weights.value?.[index];
  return (
    <>
      <p>
        {j === undefined ? `The bias of unit ${i} of layer ${layer}.`
          : `The weight from unit ${j} of layer ${layer - 1} to unit ${i} of layer ${layer}.`}
      </p>
      <table class="table">
        <tbody>
          <tr>
            <th scope="row"><i class="math">{symbol}</i></th>
            <td class="number">{w === undefined ? '–' : exactly(w)}</td>
            <td class="note">now, every digit of it</td>
          </tr>
          <tr>
            <th scope="row"><i class="math">∂J/∂{symbol}</i></th>
            <td class="number">{rounded(parts.gradient.value?.[index], 6)}</td>
            <td class="note">of the last step’s batch</td>
          </tr>
          <tr>
            <th scope="row"><i class="math">∂J/∂{symbol}</i></th>
            <td class="number">{rounded(inside?.gradient?.[index], 6)}</td>
            <td class="note">
              of this example alone{delta !== undefined && (j === undefined
                ? <>: <i class="math">{by}</i></>
                : <>: <i class="math">{by} · {unitSymbol('a', layer - 1, j)}</i> = {rounded(delta)} ·
                  {' '}{rounded(from)}</>)}
            </td>
          </tr>
        </tbody>
      </table>
      <div class="buttons">
        <Button onClick={() => { section.value = 'why'; }}>Why does it move?</Button>
        <Button kind="quiet" onClick={() => { selected.value = { kind: 'unit', layer, i }; }}>Its unit</Button>
      </div>
    </>
  );
}

function nameOf(what: Selection): string {
  if (what.kind === 'unit') return `Unit ${what.i} of layer ${what.layer}`;
  return `${what.j === undefined ? 'Bias' : 'Weight'} ${symbolOf(what)}`;
}

export function Inspector({ own }: { readonly own: Opened }) {
  const what = selected.value, key = JSON.stringify([what, example.value]);
  useParts(() => ({ weights: true, gradient: true, history: true, inside: { of: hovered.value ?? example.value } }));
  useEffect(() => {
    if (what === undefined) return;
    ask('watch', { of: [placeOf(own, what)] }).catch((error) => { problem.value = error; });
  }, [own, key]);
  if (what === undefined) {
    return (
      <Card title="Nothing is chosen yet" className="inspector">
        <p class="empty">Click a unit or an edge of the network: its value, its gradient and its history stand here.</p>
      </Card>
    );
  }
  return (
    <Card
      className="inspector"
      title={nameOf(what)}
      beside={<Button kind="quiet" onClick={() => { selected.value = undefined; }}>Let go</Button>}
    >
      {what.kind === 'unit' ? <UnitNumbers own={own} what={what} /> : <WeightNumbers own={own} what={what} />}
      <History
        symbol={symbolOf(what)} by={what.kind === 'unit' ? unitSymbol('z', what.layer, what.i) : symbolOf(what)}
      />
    </Card>
  );
}
