/**
 * A model without its numbers, as JSON.
 * @module
 */

import { writeGraph } from '../../graph/index.ts';
import { optimizerFamily } from '../../optimizers/registry.ts';
import type { Model } from '../model.ts';
import { Describer } from './describe.ts';
import type { Json, JsonObject } from './json.ts';

/** What `toJSON` of a model gives. Throws TypeError for a part of one's own without a name or with that of another. */
export function describeModel(model: Model, isStack: boolean): JsonObject {
  const { seed, maxBatch } = model, describer = new Describer('toJSON');
  return {
    seed, maxBatch, ...architectureOf(model, describer, isStack),
    ...(model.isCompiled && { compiled: trainingOf(model, describer) }),
  };
}

/** Layers and, unless they are a stack, their graph. */
export function architectureOf({ name, layers, network }: Model, describer: Describer, isStack: boolean): JsonObject {
  return {
    layers: layers.map((layer, i) => describer.part(layer, `layers[${i}]`)), ...(name !== undefined && { name }),
    ...(!isStack && { graph: writeGraph(network.graph) }),
  };
}

/** What a model was compiled with. */
export function trainingOf(model: Model, describer: Describer): JsonObject {
  const { optimizer } = model, { constructor: type, learningRate: rate } = optimizer;
  const { name: _, ...options } = optimizer.getConfig();
  const name = optimizerFamily.nameOf(type) ?? describer.ownName(type, 'the class of optimizer');
  if (typeof rate === 'function' && rate.config === undefined) describer.ownName(rate, 'optimizer.learningRate');
  const { shards, shardStatistics } = model;
  return {
    ...lossesOf(model, describer), optimizer: { name, ...describer.members(options, 'optimizer') },
    ...(shards > 1 && { shards }), ...(shardStatistics && { shardStatistics }),
  };
}

/** Loss and metrics; where there are several outputs a list of each, in their order. */
function lossesOf(model: Model, describer: Describer): JsonObject {
  const { losses, lossWeights, outputMetrics, outputWeightedMetrics } = model;
  const isOnly = losses.length === 1, areWeighed = lossWeights.some((weight) => weight !== 1);
  const described = losses.map((loss, i) => describer.part(loss, isOnly ? 'loss' : `losses[${i}]`));
  const describe = (all: typeof outputMetrics, name: string): Json => {
    const metrics = all.map((own, i) => {
      const where = isOnly ? name : `${name}[${i}]`;
      return own.map((metric, at) => describer.part(metric.loss ?? metric, `${where}[${at}]`));
    });
    return isOnly ? metrics[0] : metrics;
  };
  return {
    loss: isOnly ? described[0] : described, metrics: describe(outputMetrics, 'metrics'),
    ...(areWeighed && { lossWeights: [...lossWeights] }),
    ...(outputWeightedMetrics.some((own) => own.length > 0) && {
      weightedMetrics: describe(outputWeightedMetrics, 'weightedMetrics'),
    }),
  };
}
