/**
 * A job that does steps of a ledger again.
 * @module
 */
import { readLedger, verifyLedger } from '../../../lib/audit/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import type { VerifyJob, VerifyResult } from '../jobs.ts';
import { Cache, type Store } from '../store.ts';
import { examplesOf } from './examples.ts';

const ledgers = new Cache<Uint8Array>(1);

export async function verifySteps(job: VerifyJob, store: Store): Promise<VerifyResult> {
  const { from, to, kernels, incomplete } = job;
  const bytes = await ledgers.get(job.ledger, () => store.get(job.ledger));
  const { x, y } = await examplesOf(job.data, store);
  const { records } = readLedger(bytes), total = records.filter((record) => 'step' in record).length;
  if (to > total || from > to) throw new Error(`steps must be of the ledger's ${total}, got ${from} to ${to}`);
  const steps = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const verification = await verifyLedger(bytes, { x, y }, {
    kernels: createKernels(kernels), allowIncomplete: incomplete, ...(to > 0 && { steps }),
  });
  return { verification };
}
