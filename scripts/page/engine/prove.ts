/**
 * Checkpoints, ledgers, and whether they hold.
 * @module
 */
import { ShapeError, StateError, expectInteger, rangeError } from '../../../lib/core/errors.ts';
import { now } from '../../../lib/core/eventLoop.ts';
import { ledger, readLedger, verifyLedger, type LedgerRecord } from '../../../lib/audit/index.ts';
import { save } from '../../../lib/formats/index.ts';
import type { File, Flipped, Parting, Verified } from '../protocol.ts';
import type { Data } from './dataSets.ts';
import { Stopped, type Ticket } from './jobs.ts';
import { buildNetwork } from './network.ts';
import type { Training } from './training.ts';

export { dataOf } from './ledgerData.ts';

const BYTES = 'application/octet-stream', NEWLINE = 10;
/** Bytes of a line that are shown before and after a changed one. */
const AROUND = 32;

/** All that the training goes on from. */
export function checkpointOf({ model }: Training): File {
  return { name: `bitgrad-${model.steps}.state`, type: BYTES, bytes: save(model) };
}

/** The training so far, done again on a twin with a ledger. Rejects with Stopped where it was stopped. */
export async function ledgerOf({ setting, data, model: { steps }, trainer }: Training, ticket: Ticket): Promise<File> {
  if (steps === 0) throw rangeError('ledger: training must have done at least one step, got 0');
  const twin = buildNetwork(setting, data.info), book = ledger(), signal = { aborted: false };
  ticket.of = steps;
  ticket.onStop(() => { signal.aborted = true; });
  const watcher = { onStep: () => { ticket.done = twin.steps; } };
  try {
    await twin.fit(data.train.x, data.train.y, {
      batchSize: Math.min(setting.batchSize, data.info.train), epochs: Math.ceil(steps / trainer.epochSteps),
      maxIterations: steps, callbacks: [book, watcher], signal,
    });
  } catch (error) {
    ticket.expectGoing();
    throw error;
  }
  return { name: `bitgrad-${steps}.ledger`, type: BYTES, bytes: book.bytes() };
}

/**
 * Rejects with FormatError for what is no ledger, with StateError for data of another shape than its, and with Stopped
 * where it was stopped.
 */
export async function verify(bytes: Uint8Array, { train }: Data, ticket: Ticket): Promise<Verified> {
  const began = now();
  const verdict = await verifyLedger(bytes, train, {
    onProgress: (done, of) => {
      ticket.done = done;
      ticket.of = of;
      if (ticket.isStopped) throw new Stopped(`verify was stopped after ${done} of ${of}`);
    },
  }).catch((error: unknown) => {
    if (!(error instanceof ShapeError)) throw error;
    throw new StateError(`verify: data must be those that the ledger is of, got others: ${error.message}`);
  });
  const states = readLedger(bytes).records.filter((record) => 'state' in record);
  return { verdict, time: now() - began, kernels: 'reference', sha256: states.at(-1)?.theta };
}

/** Throws RangeError for a bit that there is not. */
export function flipBit(bytes: Uint8Array, bit: number = 8 * Math.floor(bytes.length / 2)): Flipped {
  expectInteger('flip', 'bit', bit, 0, 8 * bytes.length - 1);
  const changed = bytes.slice(), at = bit >> 3;
  changed[at] ^= 1 << (bit & 7);
  const start = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1, end = bytes.indexOf(NEWLINE, at);
  const from = Math.max(start, at - AROUND), to = Math.min(end < 0 ? bytes.length : end, at + AROUND);
  const textOf = (all: Uint8Array): string => (
    Array.from(all.subarray(from, to), (byte) => String.fromCharCode(byte)).join(''));
  const line = 1 + bytes.subarray(0, start).reduce((lines, byte) => lines + Number(byte === NEWLINE), 0);
  return { ledger: changed, bit, line, before: textOf(bytes), after: textOf(changed) };
}

/** Throws FormatError for what is no ledger. */
export function partingOf(a: Uint8Array, b: Uint8Array): Parting {
  const [first, second] = [a, b].map((bytes) => readLedger(bytes).records);
  const states = (records: readonly LedgerRecord[]): Map<number, string> => new Map(
    records.flatMap((record) => ('state' in record ? [[record.state, record.theta] as const] : [])));
  const steps = (records: readonly LedgerRecord[]) => records.filter((record) => 'step' in record);
  const [ours, theirs] = [steps(first), steps(second)], hashes = states(second);
  const both = [...states(first)].flatMap(([step, own]) => {
    const other = hashes.get(step);
    return other === undefined ? [] : [{ step, a: own, b: other }];
  });
  const at = ours.findIndex((record, i) => i < theirs.length && partOf(record, theirs[i]) !== undefined);
  const hash = both.find((pair) => pair.a !== pair.b);
  const isFirst = at >= 0 && (hash === undefined || ours[at].step <= hash.step);
  return {
    hashes: both, steps: { a: ours.length, b: theirs.length }, step: isFirst ? ours[at].step : hash?.step,
    what: isFirst ? partOf(ours[at], theirs[at]) : hash && 'theta',
  };
}

/** What of two steps differs. */
function partOf(a: object, b: object): string | undefined {
  const of = (record: object): Readonly<Record<string, unknown>> => ({ ...record });
  return ['rows', 'data', 'loss', 'learningRate'].find((name) => of(a)[name] !== of(b)[name]);
}
