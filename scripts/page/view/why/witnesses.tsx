/**
 * Three ways to the same number.
 * @module
 */
import { exactly } from '../../../../lib/audit/explain/symbols.ts';
import { whole } from '../parts/numbers.ts';
import type { Why } from '../../protocol.ts';

export function Witnesses({ why: { witnesses, penalty, symbol, pathCount } }: { readonly why: Why }) {
  const { paths, backpropagated, ulps, differences, hasKink } = witnesses;
  return (
    <>
      <table class="table">
        <tbody>
          <tr>
            <th scope="row">the paths, added up</th><td class="number">{whole(paths)}</td>
          </tr>
          <tr><th scope="row">back-propagation</th><td class="number">{exactly(backpropagated)}</td></tr>
          <tr><th scope="row">differences of <i class="math">J</i></th><td class="number">{whole(differences)}</td></tr>
        </tbody>
      </table>
      <p class="note">
        The first adds up {pathCount === '1' ? 'the one path' : `all ${Number(pathCount).toLocaleString('en')} paths`}
        {' '}in binary64{penalty !== 0 && `, and the penalty’s ${whole(penalty)}`}. The second has the very bits of
        training, binary32; {ulps === 0 ? 'it is the first, rounded.'
          : `${ulps} binary32 ${ulps === 1 ? 'step lies' : 'steps lie'} between the two.`}
        {' '}The third knows no derivative: it moves <i class="math">{symbol}</i> a little to both sides and looks at
        {' '}<i class="math">J</i>
        {hasKink ? '. There is a kink of an activation within that step, so it means little here.' : '.'}
      </p>
    </>
  );
}
