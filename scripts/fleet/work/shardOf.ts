/**
 * A job that computes ∇ of some shards of a batch.
 * @module
 */
import { load } from '../../../lib/formats/index.ts';
import type { Indices } from '../../../lib/kernels/index.ts';
import { epochOrder } from '../../../lib/model/epochOrder.ts';
import type { Model } from '../../../lib/model/index.ts';
import type { Images } from '../../dataset.ts';
import { packGradient, unpackArrays } from '../arrays.ts';
import type { ShardJob, ShardResult } from '../jobs.ts';
import { SchemaError } from '../schema.ts';
import { Cache, type Store } from '../store.ts';
import { examplesOf, takerOfExamples, type Taker } from './examples.ts';

interface Replica {
  readonly model: Model;
  readonly take: Taker;
  readonly count: number;
  /** The SHA-256 of its θ. */
  theta: string;
}

const replicas = new Cache<Replica>(1), orders = new Cache<Indices>(2);

async function replicaOf({ model: digest, data }: ShardJob, store: Store): Promise<Replica> {
  const model = load(await store.get(digest)), examples = await examplesOf(data, store);
  return { model, count: examples.count, take: takerOfExamples(examples), theta: '' };
}

export async function shardOf(job: ShardJob, store: Store): Promise<ShardResult> {
  const { shard, count, begun, batch, batchSize, step } = job;
  const replica = await replicas.get(`${job.model} ${job.data}`, () => replicaOf(job, store)), { model } = replica;
  if (replica.theta !== job.theta) await bringUpToDate(replica, job.theta, store);
  const started = performance.now();
  model.steps = step;
  const { x, y } = await batchOf(replica, { batch, batchSize, begun });
  const part = model.shardGradient(x, y, { shard, count });
  const milliseconds = performance.now() - started;
  return { gradient: await store.put(packGradient(part)), milliseconds };
}

async function bringUpToDate(replica: Replica, digest: string, store: Store): Promise<void> {
  const arrays = unpackArrays(await store.get(digest)), { model } = replica;
  const theta = arrays.get('theta'), state = arrays.get('state');
  if (theta?.length !== model.theta.length || state?.length !== model.state.length) {
    const wanted = `${model.theta.length} parameters and ${model.state.length} numbers of state`;
    throw new SchemaError(`θ must have ${wanted}, got ${theta?.length} and ${state?.length}`);
  }
  model.theta.set(theta);
  model.state.set(state);
  replica.theta = digest;
}

/** The examples of a batch, in the order of its epoch. */
export async function batchOf(
  { model: { seed }, count, take }: Pick<Replica, 'model' | 'count' | 'take'>,
  { batch, batchSize, begun }: Pick<ShardJob, 'batch' | 'batchSize' | 'begun'>,
): Promise<Images> {
  const order = await orders.get(`${count} ${seed} ${begun}`, async () =>
    epochOrder(count, batchSize, true, seed, begun) ?? new Uint32Array());
  const rows = Uint32Array.from(order.subarray(batch * batchSize, (batch + 1) * batchSize));
  if (rows.length === 0) throw new SchemaError(`batch must be of ${count} examples, got ${batch} of ${batchSize}`);
  return take(rows);
}
