/**
 * What was found of a ledger; which bit of it was changed.
 * @module
 */
import type { Verified } from '../../protocol.ts';
import { flipped } from './ledgers.ts';

const AROUND = 34;

/** Where two lines first differ. */
function firstDifference(before: string, after: string): number {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return at;
}

function Part({ text, at }: { readonly text: string; readonly at: number }) {
  const from = Math.max(0, at - AROUND);
  return (
    <code class="part">
      {from > 0 && '…'}{text.slice(from, at)}<mark>{text.slice(at, at + 1)}</mark>{text.slice(at + 1, at + AROUND)}
      {text.length > at + AROUND && '…'}
    </code>
  );
}

/** The line of the ledger whose bit was changed, before and after. */
export function Flip() {
  const own = flipped.value;
  if (own === undefined) return null;
  const { bit, line, before, after } = own, at = firstDifference(before, after);
  return (
    <div class="flip">
      <p>Bit {bit.toLocaleString('en')} is changed, in line {line.toLocaleString('en')}:</p>
      <dl class="pair">
        <dt>was</dt><dd><Part text={before} at={at} /></dd>
        <dt>is</dt><dd><Part text={after} at={at} /></dd>
      </dl>
      <p class="note">Verify it: is it found?</p>
    </div>
  );
}

/** In words, in full. */
export function Verdict({ own: { verdict, time, kernels, sha256 } }: { readonly own: Verified }) {
  const seconds = (time / 1000).toFixed(time < 10_000 ? 2 : 1);
  if (!verdict.ok) {
    const { line, step, message, what } = verdict;
    return (
      <div class="verdict no" role="status">
        <h4>Not verified</h4>
        <p>
          {line !== undefined && `Line ${line.toLocaleString('en')}`}
          {step !== undefined && `, step ${step.toLocaleString('en')}`}
          {(line !== undefined || step !== undefined) && ': '}{message}
        </p>
        {what === 'data' && (
          <p class="note">Give the data that it is of, above: its table, or the address it was trained at.</p>
        )}
        {flipped.value !== undefined && <p class="note">The bit that was changed is found.</p>}
      </div>
    );
  }
  const { steps, replayed, start, notProved } = verdict, isNew = Object.values(start).every(Boolean);
  return (
    <div class="verdict yes" role="status">
      <h4>Verified here, in this browser, on the plain kernels</h4>
      <p>
        {replayed.toLocaleString('en')} of {steps.toLocaleString('en')} steps, done again in {seconds} s
        on the plain kernels
        ({kernels}), gave the same bits.
        {isNew && ' It began as a new network of its seed does: first weights were drawn anew.'}
      </p>
      {sha256 !== undefined && <p>SHA-256 of <i class="math">θ</i> at its end: <code class="hash">{sha256}</code></p>}
      <details>
        <summary>What that does not prove</summary>
        <ul>{notProved.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
      </details>
    </div>
  );
}
