/**
 * What training does not change of a model.
 * @module
 */

import { Describer } from '../../model/description/describe.ts';
import { before } from '../../model/earlierContracts.ts';
import type { Model } from '../../model/index.ts';

/**
 * Seed, layers, loss, optimizer, all but its rate, shards, and the contracts before that of training, as text: equal
 * for equal ones.
 */
export function setupOf(model: Model, contract: number): string {
  const { seed, layers, loss, optimizer, shards, shardStatistics, earlierContracts } = model;
  const config = { ...optimizer.getConfig(), learningRate: undefined }, describer = new Describer('save');
  const parts = layers.map((layer, i) => describer.part(layer, `layers[${i}]`));
  const made = [describer.part(loss, 'loss'), describer.members(config, 'optimizer')];
  return JSON.stringify([seed, parts, ...made, shards, shardStatistics, before(earlierContracts, contract)]);
}
