/**
 * Two runs by their ledgers: where they part.
 * @module
 */
import { batch, signal } from '@preact/signals';
import type { Failure, Parting as Answer } from '../../protocol.ts';
import { ask } from '../client.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { DropZone } from '../parts/dropZone.tsx';
import { book, type Book } from './ledgers.ts';

const MOST_ROWS = 60;
const two = signal<readonly [Book | undefined, Book | undefined]>([undefined, undefined]);
const answer = signal<Answer | undefined>(undefined), failure = signal<Failure | undefined>(undefined);

function put(at: number, own: Book): void {
  const [a, b] = two.value, next: typeof two.value = at === 0 ? [own, b] : [a, own];
  batch(() => {
    two.value = next;
    answer.value = undefined;
  });
  const [one, other] = next;
  if (one === undefined || other === undefined) return;
  ask('differ', { a: one.bytes.slice(), b: other.bytes.slice() }).then((found) => {
    batch(() => {
      answer.value = found;
      failure.value = undefined;
    });
  }, (error) => { failure.value = error; });
}

function Place({ at }: { readonly at: 0 | 1 }) {
  const own = two.value[at], name = at === 0 ? 'the first' : 'the second';
  return (
    <DropZone
      label={own === undefined ? `${name} ledger` : 'another'} accept=".ledger,.jsonl,text/plain"
      onFile={(file) => {
        void file.arrayBuffer().then((bytes) => { put(at, { name: file.name, bytes: new Uint8Array(bytes) }); });
      }}
    >
      {own !== undefined && <code>{own.name}</code>}
      {book.value !== undefined && (
        <Button
          kind="quiet" label={`the one looked at, as ${name}`}
          onClick={() => { if (book.value !== undefined) put(at, book.value); }}
        >
          the one looked at
        </Button>
      )}
    </DropZone>
  );
}

function Found({ own: { hashes, step, what, steps } }: { readonly own: Answer }) {
  return (
    <>
      <p role="status">
        {step === undefined ? `Equal in all ${Math.min(steps.a, steps.b).toLocaleString('en')} steps that both have.`
          : `They part at step ${step.toLocaleString('en')}: ${what ?? 'something differs'}.`}
      </p>
      <div class="scroll hashes">
        <table class="table">
          <thead>
            <tr>
              <th scope="col" class="number">Step</th><th scope="col">the first</th><th scope="col">the second</th>
            </tr>
          </thead>
          <tbody>
            {hashes.slice(0, MOST_ROWS).map(({ step: at, a, b }) => (
              <tr key={at}>
                <td class="number">{at.toLocaleString('en')}</td><td><code title={a}>{a.slice(0, 12)}</code></td>
                <td class={a === b ? '' : 'lowers'}>
                  <code title={b}>{b.slice(0, 12)}</code> {a === b ? 'same' : 'differs'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function Parting() {
  return (
    <Card title="Two runs compared" className="parting">
      <p class="note">
        By their ledgers: the hashes of <i class="math">θ</i> that both have, and the first step that differs.
      </p>
      <Place at={0} />
      <Place at={1} />
      {failure.value !== undefined && <p class="problem" role="alert">{failure.value.message}</p>}
      {answer.value === undefined ? <p class="empty">Two ledgers are wanted.</p> : <Found own={answer.value} />}
    </Card>
  );
}
