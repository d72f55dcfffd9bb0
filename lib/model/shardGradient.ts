/**
 * The parts of a training step in shards, for those who compute them in several places.
 * @module
 */

import {
  StateError, expectArray, expectBoolean, expectInteger, expectKnownOptions, expectObject, isFloat32Array, rangeError,
  show, typeError,
} from '../core/errors.ts';
import { firstRow, type Examples, type ShardNode, type Shards, type Visitor } from '../plan/index.ts';
import type { TrainingStep } from './step.ts';
import type { WeightOptions } from './weights.ts';

/** What {@link Model.shardGradient} takes. */
export interface ShardOptions extends WeightOptions {
  /** The shard, from 0; or the first of `count`. */
  readonly shard: number;
  /** So many shards from it on, added up as the step does: a power of two that divides `shard`. Default 1. */
  readonly count?: number;
}

/**
 * What some shards of a batch have come to: numbers and arrays only, so that it crosses to a thread or a machine. Its
 * arrays are its own.
 */
export interface ShardGradient {
  readonly shard: number;
  readonly count: number;
  /** Examples of the whole batch. */
  readonly examples: number;
  /** `steps` of the model that it was computed on. */
  readonly step: number;
  /** The sum of the shards' ∇, laid out as θ, without what regularizers add. */
  readonly gradient: Float32Array;
  /** What is added up with it: how often rows of sparse embeddings were used, and what layers keep by shard. */
  readonly beside: readonly Float32Array[];
  /** The losses of the shards' rows, output by output. */
  readonly losses: readonly Float32Array[];
  /** What the losses of the whole batch are divided by, output by output. */
  readonly rows: readonly number[];
  /** What the outputs of layers add to J, an example each; empty where they add nothing. */
  readonly activity: Float32Array;
}

/** What {@link Model.applyShards} takes. */
export interface ApplyOptions {
  /** As for `trainOnBatch`. Default false. */
  readonly endsEpoch?: boolean;
}

/** The shards of a step. Throws StateError, as `who`, where it is not done in shards. */
function shardsOf(who: string, { shards }: TrainingStep): Shards<Float32Array> {
  if (shards !== undefined) return shards;
  throw new StateError(`${who}: the model must be compiled with shards of 2 or more, got 1`);
}

/** Throws RangeError or TypeError for options that are none. */
export function toNode(who: string, step: TrainingStep, options: ShardOptions): ShardNode {
  expectKnownOptions(who, options, ['shard', 'count', 'sampleWeight', 'classWeight']);
  const { shard, count = 1 } = options, { shards } = shardsOf(who, step);
  expectInteger(who, 'shard', shard, 0, shards - 1);
  expectInteger(who, 'count', count, 1, shards);
  if (!isNode(shards, shard, count)) {
    throw rangeError(`${who}: count must be a power of two that divides shard, got ${count} from shard ${shard} on`);
  }
  return { first: shard, count };
}

function isNode(shards: number, first: number, count: number): boolean {
  return (count & (count - 1)) === 0 && first % count === 0 && first + count <= shards;
}

/** See {@link Model.shardGradient}; of a whole batch, its examples in order. */
export function shardGradient(who: string, step: TrainingStep, node: ShardNode, data: Examples): ShardGradient {
  const { plan, plan: { ends } } = step, shards = shardsOf(who, step), { count: m } = data;
  const [start, end] = [node.first, node.first + node.count].map((shard) => firstRow(m, shards.shards, shard));
  const losses = ends.map(({ steps }) => new Float32Array((end - start) * steps));
  const activity = new Float32Array(plan.activityLosses === undefined ? 0 : end - start);
  const visitor: Visitor = {
    visit(rows, done, ...batch) {
      step.visit(rows, done, ...batch);
      ends.forEach((own, i) => {
        losses[i].set(own.losses.subarray(0, rows * own.steps), (done - start) * own.steps);
      });
      if (plan.activityLosses !== undefined) activity.set(plan.activityLosses.subarray(0, rows), done - start);
    },
  };
  step.begin(who, [], m);
  shards.begin(data, undefined, 0, m);
  if (end > start) shards.node(node, data, undefined, 0, m, visitor);
  const [gradient, ...beside] = shards.sums.map((sum) => (end > start ? sum.slice() : new Float32Array(sum.length)));
  shards.restore();
  return {
    shard: node.first, count: node.count, examples: m, step: plan.moment.step, gradient, beside, losses,
    rows: ends.map((own) => own.rowsOfBatch(m)), activity,
  };
}

/** See {@link Model.applyShards}; returns the sum of the losses. */
export function applyShards(who: string, step: TrainingStep, given: unknown, options: ApplyOptions): number {
  expectKnownOptions(who, options, ['endsEpoch']);
  const { endsEpoch = false } = options, { plan } = step, shards = shardsOf(who, step);
  expectBoolean(who, 'endsEpoch', endsEpoch);
  const parts = expectParts(who, step, shards, given), [{ examples: m, rows }] = parts;
  const byFirst = new Map(parts.map((part) => [part.shard, part]));
  step.begin(who, [], m);
  shards.keepState();
  shards.sum(0, shards.shards, m, (first, count) => {
    const part = byFirst.get(first);
    if (part === undefined || part.count !== count) return false;
    shards.sums.forEach((sum, i) => { sum.set(i === 0 ? part.gradient : part.beside[i - 1]); });
    return true;
  });
  const { sums, lossWeights } = plan;
  sums.reset();
  sums.rows.set(rows);
  for (const { losses, activity } of parts) {
    losses.forEach((own, i) => { for (const loss of own) sums.losses[i] += loss; });
    for (const loss of activity) sums.activity[0] += loss;
  }
  return step.finish(sums.total(lossWeights, m), endsEpoch);
}

/**
 * The parts in order of their shards. Throws TypeError or RangeError for what are no parts of one step of this model,
 * or not all of it.
 */
function expectParts(
  who: string, { plan }: TrainingStep, { shards, sums }: Shards<Float32Array>, given: unknown,
): readonly ShardGradient[] {
  expectArray(who, 'parts', given);
  if (given.length === 0) throw rangeError(`${who}: parts must hold the shards of a batch, got none`);
  const lengths = sums.map(({ length }) => length), [first] = given as readonly ShardGradient[];
  given.forEach((part, i) => expectPart(who, `parts[${i}]`, part, first, lengths, plan.ends.length));
  const parts = [...given as readonly ShardGradient[]].sort((a, b) => a.shard - b.shard), m = first.examples;
  if (first.step !== plan.moment.step) {
    throw rangeError(`${who}: parts must be of step ${plan.moment.step}, at which the model is, got ${first.step}`);
  }
  let next = 0;
  for (const { shard, count, losses, activity } of [...parts, { shard: shards, count: 0, losses: [], activity: [] }]) {
    const [from, start, end] = [next, shard, shard + count].map((at) => firstRow(m, shards, at));
    if (shard < next || from !== start || (count > 0 && !isNode(shards, shard, count))) {
      throw rangeError(`${who}: parts must hold each shard once, all ${shards}, got another after the first ${next}`);
    }
    losses.forEach((own, i) => expectLength(who, 'losses', own, (end - start) * plan.ends[i].steps));
    if (count > 0) expectLength(who, 'activity', activity, plan.activityLosses === undefined ? 0 : end - start);
    next = shard + count;
  }
  return parts;
}

function expectPart(
  who: string, name: string, part: unknown, first: ShardGradient, lengths: readonly number[], outputs: number,
): asserts part is ShardGradient {
  expectObject(who, name, part);
  const { shard, count, examples, step, gradient, beside, losses, rows, activity } = part as Partial<ShardGradient>;
  expectInteger(who, `${name}.shard`, shard);
  expectInteger(who, `${name}.count`, count, 1);
  expectInteger(who, `${name}.examples`, examples, 1);
  expectInteger(who, `${name}.step`, step);
  for (const [member, all, wanted] of [
    ['beside', beside, lengths.length - 1], ['losses', losses, outputs], ['rows', rows, outputs],
  ] as const) {
    expectArray(who, `${name}.${member}`, all);
    expectLength(who, `${name}.${member}`, all, wanted);
  }
  const arrays = [gradient, ...beside ?? []];
  arrays.forEach((array, i) => { expectLength(who, `${name}.${i === 0 ? 'gradient' : 'beside'}`, array, lengths[i]); });
  for (const array of [...arrays, ...losses ?? [], activity]) {
    if (!isFloat32Array(array)) throw typeError(`${who}: ${name} must hold Float32Arrays, got ${show(array)}`);
  }
  const areRows = rows?.every((own, i) => typeof own === 'number' && own === first.rows[i]);
  const isAlike = examples === first.examples && step === first.step && areRows === true;
  if (!isAlike) throw rangeError(`${who}: ${name} must be of the batch and step of the others, got another`);
}

function expectLength(who: string, name: string, array: unknown, wanted: number): void {
  const length: unknown = typeof array === 'object' && array !== null ? Reflect.get(array, 'length') : undefined;
  if (length !== wanted) throw rangeError(`${who}: ${name} must have ${wanted} elements, got ${show(length)}`);
}
