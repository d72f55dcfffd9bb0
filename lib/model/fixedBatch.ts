/**
 * The batch of stateful layers.
 * @module
 */

import { rangeError, typeError } from '../core/errors.ts';
import type { Network, NetworkLayer } from '../plan/index.ts';

/** The layers that go on where the batch before has left them. */
export function statefulLayers({ layers }: Network): readonly NetworkLayer[] {
  return layers.filter(({ layer }) => layer.batchSize !== undefined);
}

/**
 * Throws, as `who`, TypeError for a stateful layer that is called more than once, since its states are of one sequence,
 * and RangeError for stateful layers of several batch sizes.
 */
export function expectStateful(who: string, network: Network): void {
  const [first, ...others] = statefulLayers(network);
  for (const { name, owner, layer: { batchSize } } of first === undefined ? [] : [first, ...others]) {
    const calls = network.graph.nodes.filter(({ of, part }) => of.owner === owner && part === 'layer').length;
    if (calls > 1) throw typeError(`${who}: stateful layer '${name}' must be called once, got ${calls} calls`);
    if (batchSize === first.layer.batchSize) continue;
    const wanted = `batchSize ${first.layer.batchSize}, as layer '${first.name}' has`;
    throw rangeError(`${who}: stateful layer '${name}' must have ${wanted}, got ${batchSize}`);
  }
}

/** How many examples a batch must have, where layers keep something of each. */
export function fixedBatch(network: Network): number | undefined {
  return statefulLayers(network).at(0)?.layer.batchSize;
}
