/**
 * The chain of functions from the weight to J: the report's 2.1.
 * @module
 */
import { shown } from '../../../../lib/audit/explain/symbols.ts';
import type { Why } from '../../protocol.ts';

export function Functions({ why: { functions, symbol } }: { readonly why: Why }) {
  return (
    <>
      <p class="note">
        <i class="math">{symbol}</i> acts on <i class="math">J</i> by these, each of the one before it.
      </p>
      <div class="scroll">
        <table class="table functions">
          <tbody>
            {functions.map(({ left, right, units, value }) => (
              <tr key={left}>
                <th scope="row"><i class="math">{left}</i></th>
                <td><i class="math">= {right}</i>{units !== undefined && <span class="note"> for {units}</span>}</td>
                <td class="number">{value === undefined ? '' : shown(value, 5)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
