/**
 * A job that does steps of a ledger again.
 * @module
 */
import { Verifier } from '../../../lib/audit/ledger/verifier.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import type { VerifyJob, VerifyResult } from '../jobs.ts';
import { Cache, type Store } from '../store.ts';
import { examplesOf } from './examples.ts';

/** The ledger at work: its segments follow each other. */
const verifiers = new Cache<Verifier>(1);

export async function verifySteps(job: VerifyJob, store: Store): Promise<VerifyResult> {
  const { from, to } = job, verifier = await verifierOf(job, store), { total } = verifier;
  if (to > total || from > to) throw new Error(`steps must be of the ledger's ${total}, got ${from} to ${to}`);
  const steps = to === 0 ? undefined : Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return { verification: await verifier.verify(steps) };
}

function verifierOf({ ledger, data, kernels, incomplete }: VerifyJob, store: Store): Promise<Verifier> {
  return verifiers.get([ledger, data, kernels, incomplete].join(' '), async () => {
    const { x, y } = await examplesOf(data, store);
    const options = { custom: [], kernels: createKernels(kernels), allowIncomplete: incomplete };
    return new Verifier(await store.get(ledger), { x, y }, options);
  });
}
