/**
 * What training does not change of a model.
 * @module
 */

import { describeMembers, describePart } from '../../formats/describe.ts';
import type { Model } from '../../model/index.ts';

/** Seed, layers, loss and optimizer, all but its rate, as text: equal for equal ones. */
export function setupOf({ seed, layers, loss, optimizer }: Model): string {
  const config = { ...optimizer.getConfig(), learningRate: undefined };
  const parts = layers.map((layer, i) => describePart(layer, `layers[${i}]`));
  return JSON.stringify([seed, parts, describePart(loss, 'loss'), describeMembers(config, 'optimizer')]);
}
