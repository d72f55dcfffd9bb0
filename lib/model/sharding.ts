/**
 * Whether a network can be trained in shards as it is asked to.
 * @module
 */

import { StateError, expectBoolean, expectInteger, rangeError } from '../core/errors.ts';
import { statisticsLayer, type Description, type Sharding } from '../plan/index.ts';
import { statefulLayers } from './fixedBatch.ts';

/** ∇ of each has a buffer for each height of the tree, and 64 have as many machines as are worth it. */
const MOST_SHARDS = 64;

/** What `compile` is asked for. */
export type ShardChoice = Omit<Sharding, 'frozen'>;

/** The options of `compile`, with their defaults. Throws RangeError or TypeError for what is none. */
export function toSharding({ shards = 1, shardStatistics = false }: Partial<ShardChoice>): ShardChoice {
  expectInteger('compile', 'shards', shards, 1, MOST_SHARDS);
  if ((shards & (shards - 1)) !== 0) {
    throw rangeError(`compile: shards must be a power of two, 1, 2, 4 and so on to ${MOST_SHARDS}, got ${shards}`);
  }
  expectBoolean('compile', 'shardStatistics', shardStatistics);
  return { shards, shardStatistics: shardStatistics && shards > 1 };
}

/** Throws StateError for a model that takes its steps in shards. */
export function expectOneShard(who: string, { shards }: ShardChoice): void {
  if (shards > 1) throw new StateError(`${who}: the model must be compiled with shards of 1, got ${shards}`);
}

/** Throws StateError for one whose layers then take statistics of each, so that J is no function of all examples. */
export function expectWholeStatistics(who: string, { shardStatistics }: ShardChoice): void {
  if (!shardStatistics) return;
  throw new StateError(`${who}: the model must be compiled without shardStatistics, got true`);
}

/** Throws RangeError for a layer that must see the batch as a whole. */
export function expectShardable(description: Description, { shards, shardStatistics, frozen }: Sharding): void {
  if (shards === 1) return;
  const [stateful] = statefulLayers(description.network);
  if (stateful !== undefined) {
    const why = 'which goes on from batch to batch as a whole';
    throw rangeError(`compile: shards must be 1 with the stateful layer '${stateful.name}', ${why}, got ${shards}`);
  }
  const layer = statisticsLayer(description, frozen);
  if (layer === undefined || shardStatistics) return;
  throw rangeError(`compile: shards must be 1 with layer '${layer}', which takes statistics of the whole batch, `
    + `got ${shards}; with shardStatistics: true it takes those of each shard`);
}
