/**
 * What the optimizer makes of the gradient.
 * @module
 */
import { exactly } from '../../../../lib/audit/explain/symbols.ts';
import { rounded, whole } from '../parts/numbers.ts';
import type { Why } from '../../protocol.ts';

export function UpdateCard({ why: { symbol, update } }: { readonly why: Why }) {
  const { optimizer, step, learningRate, before, after, slots, scalars, lines } = update;
  const kept = [...slots, ...scalars];
  return (
    <>
      <p class="note">
        {optimizer}, step {step.toLocaleString('en')}, rate {whole(learningRate)}. Each line is a formula
        that runs, with this weight’s numbers.
      </p>
      <ol class="update">
        {lines.map(({ formula, numbers, value }, i) => (
          <li key={i}>
            <code>{formula}</code>
            <span class="worked">{numbers} = <b>{rounded(value, 7)}</b></span>
          </li>
        ))}
      </ol>
      <div class="scroll">
        <table class="table">
          <thead>
            <tr><td /><th scope="col" class="number">before</th><th scope="col" class="number">after</th></tr>
          </thead>
          <tbody>
            {kept.map(({ name, before: old, after: now }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="number">{rounded(old, 7)}</td><td class="number">{rounded(now, 7)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row"><i class="math">{symbol}</i></th>
              <td class="number">{exactly(before)}</td><td class="number"><b>{exactly(after)}</b></td>
            </tr>
          </tbody>
        </table>
      </div>
    </>
  );
}
