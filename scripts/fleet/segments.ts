/**
 * A ledger verified in segments, side by side, to the verdict that it has as a whole.
 * @module
 */
import { DOUBTS, readLedger, type LedgerContents, type Verification } from '../../lib/audit/index.ts';
import type { Carrier } from './carrier.ts';
import type { VerifyJob } from './jobs.ts';

/** Steps, the first and the last. */
export type Segment = Pick<VerifyJob, 'from' | 'to'>;

/** From each checkpoint to the next. Of a ledger that is flawed, one of all. */
export function segmentsOf({ records, flaw }: LedgerContents): readonly Segment[] {
  const total = records.filter((record) => 'step' in record).length;
  const ends = records.flatMap((record) =>
    ('state' in record && record.checkpoint !== undefined && record.state > 0 ? [record.state] : []));
  if (flaw !== undefined && !flaw.isTorn) return [{ from: 0, to: 0 }];
  const last = [...new Set([...ends.filter((step) => step < total), total])];
  return last.map((to, i) => ({ from: Math.min((last[i - 1] ?? 0) + 1, to), to }));
}

/**
 * Verifies; `onDone` is told of steps that have been done again. The verdict is that of `verifyLedger` on all of it:
 * each segment ends with what the next one begins with, so what all of them find is what one run finds; and what
 * a segment finds that began at a checkpoint is looked for once more by a run that comes from before it, for the
 * checkpoint itself may be what is wrong.
 */
export async function verifySegments(
  carrier: Carrier, ledger: Uint8Array, given: Pick<VerifyJob, 'data' | 'kernels' | 'incomplete'>,
  onDone: (steps: number) => void = () => {},
): Promise<Verification> {
  const segments = segmentsOf(readLedger(ledger)), common = { ...given, ledger: await carrier.store.put(ledger) };
  const verify = async (segment: Segment): Promise<Verification> => {
    const { verification } = await carrier.run<'verify'>({ kind: 'verify', ...common, ...segment });
    const wanted = segment.to === 0 ? 0 : segment.to - segment.from + 1;
    if (verification.ok && verification.replayed !== wanted) {
      throw new Error(`a worker must do ${wanted} steps again, said that it did ${verification.replayed}`);
    }
    onDone(wanted);
    return verification;
  };
  const all = segments.map(verify);
  for (const promise of all) promise.catch(() => {}); // those after a difference are of no matter
  for (const [i, { to }] of segments.entries()) {
    const found = await all[i];
    if (found.ok) continue;
    const again = i === 0 ? found : await verify({ from: segments[i - 1].from, to });
    if (!again.ok) return again;
  }
  const first = await all[0];
  if (!first.ok || segments.length === 1) return first;
  const { to } = segments[segments.length - 1];
  return { ...first, replayed: to, notProved: first.notProved.filter((doubt) => doubt !== DOUBTS.steps) };
}
