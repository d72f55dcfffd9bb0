/**
 * The batch of stateful layers.
 * @module
 */

import { rangeError } from '../core/errors.ts';
import type { Network, NetworkLayer } from '../plan/index.ts';

/** The layers that go on where the batch before has left them. */
export function statefulLayers({ layers }: Network): readonly NetworkLayer[] {
  return layers.filter(({ layer }) => layer.batchSize !== undefined);
}

/** How many examples a batch must have, where layers keep something of each. */
export function fixedBatch(network: Network): number | undefined {
  return statefulLayers(network).at(0)?.layer.batchSize;
}

/** RangeError, as `who`, unless all stateful layers have one batch size. */
export function expectOneBatchSize(who: string, network: Network): void {
  const [first, ...others] = statefulLayers(network), wanted = first?.layer.batchSize;
  const wrong = others.find(({ layer }) => layer.batchSize !== wanted);
  if (wrong === undefined) return;
  const needs = `layer '${wrong.name}' must have batchSize ${wanted}, as layer '${first.name}' has`;
  throw rangeError(`${who}: ${needs}, got ${wrong.layer.batchSize}`);
}
