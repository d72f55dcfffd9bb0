/**
 * Synchronous training in shards: workers compute ∇ of nodes of the tree, and here they are added up and applied.
 *
 * θ goes to each worker before a step, and ∇ comes back from each: W·(|θ| + |∇|) numbers a step with W workers. If each
 * worker were sent the others' ∇ instead, to apply the update itself, it would be W·|∇| in and W·(W − 1)·|∇| out: as
 * much with two workers and more with each further one; and a worker that joins would need θ and slots all the same.
 * @module
 */
import type { History, Model } from '../../lib/index.ts';
import { save } from '../../lib/formats/index.ts';
import { epochOrder } from '../../lib/model/epochOrder.ts';
import type { Callback } from '../../lib/model/index.ts';
import { examplesFor } from '../../lib/model/planFor.ts';
import { packArrays, packExamples, unpackGradient, type Examples } from './arrays.ts';
import { runForData, type Carrier } from './carrier.ts';
import type { ShardJob } from './jobs.ts';

/** Hooks of `fit` that are called here too, as there. */
export type Watcher = Pick<Partial<Callback>, 'onTrainBegin' | 'onEpochBegin' | 'onStep' | 'onEpochEnd' | 'onTrainEnd'>;

export interface Training {
  readonly epochs: number;
  readonly batchSize: number;
  readonly maxIterations: number;
  readonly watchers: readonly Watcher[];
  readonly signal?: AbortSignal;
}

/** What each step has taken, in milliseconds: the slowest of its workers, and all of it. */
export interface Costs {
  readonly computing: number[];
  readonly all: number[];
}

/** The largest power of two that is at most both. */
export function nodesFor(workers: number, shards: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, Math.min(workers, shards))));
}

/**
 * Trains a new model that was compiled with `shards`: to the bits that `fit` gives it in one process, whoever computes
 * what. Of what `fit` tells callbacks it tells steps, epochs and the mean loss.
 */
export async function trainInShards(
  carrier: Carrier, model: Model, examples: Examples, training: Training,
): Promise<History & { readonly costs: Costs }> {
  const { epochs, batchSize, watchers } = training, { count } = examples;
  const steps = Math.ceil(count / batchSize), costs: Costs = { computing: [], all: [] };
  const history: History & { readonly costs: Costs } = {
    history: {}, epoch: [], iterations: 0, reason: 'running', costs,
    params: { batchSize, epochs, steps, samples: count, shuffle: true, doValidation: false, metrics: ['loss'] },
  };
  const common = {
    model: await carrier.store.put(save(model)), data: await carrier.store.put(packExamples(examples)), batchSize,
  };
  const checked = examplesFor('fleet', model, examples.x, examples.y);
  try {
    for (const each of watchers) await each.onTrainBegin?.(model, history.params, checked);
    history.reason = await run(carrier, model, training, history, common, count);
  } finally {
    for (const each of watchers) await each.onTrainEnd?.(model, history);
  }
  training.signal?.throwIfAborted();
  return history;
}

async function run(
  carrier: Carrier, model: Model, { epochs, batchSize, maxIterations, watchers, signal }: Training,
  history: History & { readonly costs: Costs }, common: Pick<ShardJob, 'model' | 'data' | 'batchSize'>, count: number,
): Promise<History['reason']> {
  const { steps } = history.params;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const begun = model.epochsBegun, order = epochOrder(count, batchSize, true, model.seed, begun);
    for (const each of watchers) await each.onEpochBegin?.(epoch, model, order);
    let total = 0, done = 0;
    for (let batch = 0; batch < steps && history.iterations < maxIterations; batch++) {
      if (signal?.aborted) return 'aborted';
      const examples = Math.min(batchSize, count - batch * batchSize);
      const loss = await step(carrier, model, { ...common, begun, batch }, { examples, isLast: batch + 1 === steps },
        history.costs);
      history.iterations++;
      if (batch === 0) model.epochsBegun = begun + 1;
      total += loss * examples;
      done += examples;
      for (const each of watchers) each.onStep?.(batch, loss, examples, model);
    }
    const logs = { loss: total / done };
    for (const each of watchers) await each.onEpochEnd?.(epoch, logs, model);
    history.epoch.push(epoch);
    (history.history.loss ??= []).push(logs.loss);
    if (history.iterations >= maxIterations) return 'iterations';
  }
  return 'epochs';
}

/** One step; its loss. */
async function step(
  carrier: Carrier, model: Model, common: Omit<ShardJob, 'kind' | 'theta' | 'step' | 'shard' | 'count'>,
  { examples, isLast }: { readonly examples: number; readonly isLast: boolean }, costs: Costs,
): Promise<number> {
  const started = performance.now(), { store } = carrier, { shards, steps } = model;
  const theta = await store.put(packArrays({ theta: model.theta, state: model.state }));
  const nodes = nodesFor(carrier.workers, shards), count = shards / nodes;
  const times: number[] = [], brought: string[] = [];
  const parts = await Promise.all(Array.from({ length: nodes }, async (_, node) => {
    const shard = node * count;
    const [{ gradient, milliseconds }, data] = await runForData<'shard'>(carrier, {
      kind: 'shard', ...common, theta, step: steps, shard, count,
    });
    times.push(milliseconds);
    brought.push(gradient);
    return unpackGradient(data.get(gradient) ?? new Uint8Array(), { shard, count, examples, step: steps });
  }));
  const { loss } = model.applyShards(parts, { endsEpoch: isLast });
  for (const digest of [theta, ...brought]) await store.drop(digest); // equal ones together
  costs.computing.push(Math.max(...times));
  costs.all.push(performance.now() - started);
  return loss;
}
