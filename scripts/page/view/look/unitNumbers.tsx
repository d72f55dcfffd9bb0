/**
 * How a unit comes to its z and its a, term by term.
 * @module
 */
import { useState } from 'preact/hooks';
import { unitSymbol, weightSymbol } from '../../../../lib/audit/explain/symbols.ts';
import type { Opened } from '../../protocol.ts';
import { parts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { rounded } from '../parts/numbers.ts';
import { indexOf, selected, type Selection } from '../selection.ts';

const FEW = 12;

/** The terms w·a, the largest first where there are many. */
function termsOf(own: Opened, { layer, i }: Selection, theta: Float32Array, a: Float32Array) {
  return Array.from(a, (value, u) => {
    const j = u + 1, w = theta[indexOf(own.layers, { kind: 'weight', layer, i, j })];
    return { j, w, a: value, product: w * value };
  });
}

export function UnitNumbers({ own, what }: {
  readonly own: Opened; readonly what: Selection & { readonly kind: 'unit' };
}) {
  const [isAll, setAll] = useState(false), { layer, i } = what;
  const theta = parts.weights.value, inside = parts.inside.value, values = inside?.layers[layer - 1];
  if (theta === undefined || inside === undefined || values === undefined) return <p class="empty">A moment.</p>;
  const [z, a] = [unitSymbol('z', layer, i), unitSymbol('a', layer, i)];
  if (values.z === undefined) {
    const name = own.data.inputNames[i - 1] ?? `pixel ${i}`;
    return <p><i class="math">{a}</i> = {rounded(values.a[i - 1], 6)}, an input: {name}.</p>;
  }
  const terms = termsOf(own, what, theta, inside.layers[layer - 2].a), count = terms.length;
  if (count > FEW) terms.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const shown = isAll ? terms.slice(0, 200) : terms.slice(0, FEW);
  const rest = terms.slice(shown.length).reduce((sum, { product }) => sum + product, 0);
  const bias = theta[indexOf(own.layers, { kind: 'weight', layer, i, j: undefined })];
  const { activation = 'linear' } = own.layers[layer - 1];
  return (
    <>
      <div class="scroll">
        <table class="table terms">
          <thead>
            <tr>
              <th scope="col">weight</th><th scope="col" class="number"><i class="math">w</i></th>
              <th scope="col" class="number"><i class="math">a</i> before</th>
              <th scope="col" class="number"><i class="math">w · a</i></th>
            </tr>
          </thead>
          <tbody>
            {shown.map((term) => (
              <tr key={term.j}>
                <td>
                  <button
                    type="button" class="link"
                    onClick={() => { selected.value = { kind: 'weight', layer, i, j: term.j }; }}
                  >
                    {weightSymbol(layer, i, term.j)}
                  </button>
                </td>
                <td class="number">{rounded(term.w)}</td><td class="number">{rounded(term.a)}</td>
                <td class={term.product < 0 ? 'number lowers' : 'number raises'}>{rounded(term.product)}</td>
              </tr>
            ))}
            {count > shown.length && (
              <tr>
                <td colSpan={3}>{count - shown.length} more, each smaller</td>
                <td class="number">{rounded(rest)}</td>
              </tr>
            )}
            <tr>
              <td>
                <button
                  type="button" class="link"
                  onClick={() => { selected.value = { kind: 'weight', layer, i, j: undefined }; }}
                >
                  {unitSymbol('b', layer, i)}
                </button>
              </td>
              <td /><td /><td class={bias < 0 ? 'number lowers' : 'number raises'}>{rounded(bias)}</td>
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>the sum, <i class="math">{z}</i></th>
              <td class="number"><b>{rounded(values.z[i - 1], 6)}</b></td>
            </tr>
            <tr>
              <th scope="row" colSpan={3}>
                <i class="math">{a}</i> = {activation === 'linear' ? <i class="math">{z}</i> : `${activation}(${z})`}
              </th>
              <td class="number"><b>{rounded(values.a[i - 1], 6)}</b></td>
            </tr>
            <tr>
              <th scope="row" colSpan={3}><i class="math">∂J/∂{z}</i>, of this example</th>
              <td class="number"><b>{rounded(values.delta?.[i - 1], 6)}</b></td>
            </tr>
          </tfoot>
        </table>
      </div>
      {count > FEW &&
        <Button kind="quiet" onClick={() => { setAll(!isAll); }}>
          {isAll ? 'Fewer' : `More of the ${count} weights`}
        </Button>}
    </>
  );
}
