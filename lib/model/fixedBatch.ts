/**
 * The batch of stateful layers.
 * @module
 */

import type { Network, NetworkLayer } from '../plan/index.ts';

/** The layers that go on where the batch before has left them. */
export function statefulLayers({ layers }: Network): readonly NetworkLayer[] {
  return layers.filter(({ layer }) => layer.batchSize !== undefined);
}

/** How many examples a batch must have, where layers keep something of each. */
export function fixedBatch(network: Network): number | undefined {
  return statefulLayers(network).at(0)?.layer.batchSize;
}
