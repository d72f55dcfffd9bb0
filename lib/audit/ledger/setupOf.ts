/**
 * What training does not change of a model.
 * @module
 */

import { Describer } from '../../formats/describe.ts';
import type { Model } from '../../model/index.ts';

/** Seed, layers, loss and optimizer, all but its rate, as text: equal for equal ones. */
export function setupOf({ seed, layers, loss, optimizer }: Model): string {
  const config = { ...optimizer.getConfig(), learningRate: undefined }, describer = new Describer();
  const parts = layers.map((layer, i) => describer.part(layer, `layers[${i}]`));
  return JSON.stringify([seed, parts, describer.part(loss, 'loss'), describer.members(config, 'optimizer')]);
}
