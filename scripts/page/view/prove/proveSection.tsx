/**
 * Prove: the training as a ledger, done again and compared.
 * @module
 */
import { ask } from '../client.ts';
import { opened, parts, problem, state, useParts } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { download } from '../parts/download.ts';
import { DropZone } from '../parts/dropZone.tsx';
import { book, doing, flip, makeLedger, proveProblem, take, verified, verify } from './ledgers.ts';
import { Parting } from './parting.tsx';
import { ProofDataFields } from './proofDataFields.tsx';
import { Flip, Verdict } from './verdict.tsx';

function Progress() {
  useParts(() => ({ job: true }));
  const job = parts.job.value, what = doing.value;
  if (what === undefined) return null;
  const isOwn = job?.what === what;
  return (
    <div class="progress">
      <label>
        {what === 'ledger' ? 'The training is done again, with a ledger' : 'Each step is done again'}
        {isOwn && `: ${job.done.toLocaleString('en')} of ${job.of.toLocaleString('en')} steps`}
        <progress value={isOwn ? job.done : undefined} max={isOwn ? Math.max(1, job.of) : 1} />
      </label>
      <Button onClick={() => { void ask('stop', { what }); }}>Stop</Button>
    </div>
  );
}

function saveCheckpoint(): void {
  ask('checkpoint', {}).then(download, (error) => { problem.value = error; });
}

function MakeCard() {
  const steps = state.value?.steps ?? 0, isIdle = opened.value !== undefined && doing.value === undefined;
  return (
    <Card title="What is proved">
      <p>
        A <b>ledger</b> has each step of a training: which examples, the bits of its loss, and at times a SHA-256 of
        {' '}<i class="math">θ</i> and of all that the optimizer goes on from. Whoever has it and the data can do the
        training again and find the first bit that differs. A <b>checkpoint</b> is the network as it stands.
      </p>
      <div class="buttons">
        <Button kind="main" disabled={!isIdle || steps === 0} onClick={() => { void makeLedger(); }}>
          {steps === 0 ? 'Make a ledger' : `Make a ledger of the ${steps.toLocaleString('en')} steps`}
        </Button>
        <Button disabled={opened.value === undefined} onClick={saveCheckpoint}>Download the checkpoint</Button>
      </div>
      {steps === 0 && <p class="note">Train some steps first: there is nothing to prove of none.</p>}
      <DropZone
        label="a ledger" accept=".ledger,.jsonl,text/plain"
        onFile={(file) => {
          void file.arrayBuffer().then((own) => { take({ name: file.name, bytes: new Uint8Array(own) }); });
        }}
      />
    </Card>
  );
}

function BookCard() {
  const own = book.value, isIdle = doing.value === undefined;
  return (
    <Card title="A ledger, looked at" className="book">
      {own === undefined ? <p class="empty">No ledger is here yet: make one, or drop one.</p> : (
        <>
          <p><code>{own.name}</code>, {own.bytes.length.toLocaleString('en')} bytes</p>
          <ProofDataFields />
          <div class="buttons">
            <Button kind="main" disabled={!isIdle} onClick={() => { void verify(); }}>Verify it</Button>
            <Button disabled={!isIdle} onClick={() => { void flip(); }}>Flip one bit of it</Button>
            <Button onClick={() => { download({ name: own.name, type: 'text/plain', bytes: own.bytes }); }}>
              Download it
            </Button>
          </div>
        </>
      )}
      <Flip />
      <Progress />
      {proveProblem.value !== undefined && <p class="problem" role="alert">{proveProblem.value.message}</p>}
      {verified.value !== undefined && <Verdict own={verified.value} />}
    </Card>
  );
}

export function ProveSection() {
  return (
    <div class="cards prove">
      <div class="column"><MakeCard /><Parting /></div>
      <div class="column"><BookCard /></div>
    </div>
  );
}
