/**
 * Whether an epoch that a worker has trained is what it should be.
 * @module
 */
import { readLedger, verifyLedger, type StateRecord } from '../../../lib/audit/index.ts';
import { setupOf } from '../../../lib/audit/ledger/setupOf.ts';
import { stateDigests } from '../../../lib/audit/ledger/stateDigests.ts';
import { fromBase64 } from '../../../lib/core/base64.ts';
import { ARITHMETIC_CONTRACT } from '../../../lib/core/contract.ts';
import { fromBits64 } from '../../../lib/core/hex.ts';
import { load } from '../../../lib/formats/index.ts';
import type { Model } from '../../../lib/model/index.ts';
import type { EpochJob, EpochResult } from '../jobs.ts';
import type { Store } from '../store.ts';
import { foldOf } from '../work/examples.ts';
import { trainEpoch } from '../work/trainEpoch.ts';

/** Means are added up in another order here. */
const CLOSE = 1e-9;

/**
 * What is wrong with a result; undefined where nothing is found. Its ledger must begin with the checkpoint that was
 * given, have the steps of an epoch, end with the checkpoint that came back, and have its losses. With `isWhole` its
 * steps are done again and validation too, so that nothing in it is taken on trust.
 */
export async function faultOf(
  job: EpochJob, result: EpochResult, store: Store, isWhole: boolean,
): Promise<string | undefined> {
  if (result.problem !== undefined) return isWhole ? differentProblem(job, result.problem, store) : undefined;
  if (result.ledger === undefined || result.checkpoint === undefined) return 'it has no ledger, or no checkpoint';
  const bytes = await store.get(result.ledger), { train, held } = await foldOf(job.data, job.fold, store);
  const { header, records, flaw, isComplete } = readLedger(bytes);
  if (flaw !== undefined || !isComplete) return `its ledger is flawed: ${flaw?.message ?? 'it has no end'}`;
  const given = startOf(load(await store.get(job.checkpoint)));
  if (startOf(load(fromBase64(header.checkpoint) ?? new Uint8Array())) !== given) {
    return 'its ledger begins with another checkpoint than the one given';
  }
  const model = load(await store.get(result.checkpoint)), steps = records.filter((record) => 'loss' in record);
  const last = records.filter((record): record is StateRecord => 'state' in record).at(-1);
  const digests = stateDigests(model), examples = train.y.length, { batchSize } = job;
  if (steps.length !== Math.ceil(examples / batchSize)) return `its ledger has ${steps.length} steps, not an epoch's`;
  if (last?.theta !== digests.theta || last.beside !== digests.beside || last.slots !== digests.slots) {
    return 'its checkpoint is not what its ledger ends with';
  }
  const total = steps.reduce((sum, { loss }, i) => (
    sum + fromBits64(loss) * Math.min(batchSize, examples - i * batchSize)
  ), 0);
  const own = result.loss ?? NaN;
  if (!(Math.abs(total / examples - own) <= CLOSE * Math.abs(own))) {
    return `its loss must be ${total / examples}, as in its ledger, got ${own}`;
  }
  if (!isWhole) return undefined;
  const verification = await verifyLedger(bytes, train, { kernels: model.kernels });
  if (!verification.ok) return verification.message;
  const { loss, accuracy } = model.evaluate(held.x, held.y);
  return loss === result.validationLoss && accuracy === result.validationAccuracy
    ? undefined
    : `validation must give ${loss} and ${accuracy}, got ${result.validationLoss} and ${result.validationAccuracy}`;
}

/** All that training starts from. */
function startOf(model: Model): string {
  const { steps, epochsBegun, optimizer } = model;
  return JSON.stringify([
    stateDigests(model), setupOf(model, ARITHMETIC_CONTRACT), steps, epochsBegun, optimizer.getConfig(),
  ]);
}

async function differentProblem(job: EpochJob, said: string, store: Store): Promise<string | undefined> {
  const { problem } = await trainEpoch(job, store);
  if (problem === said) return undefined;
  return `it says that training broke off, '${said}', where ${problem ?? 'it does not'}`;
}
