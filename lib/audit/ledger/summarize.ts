/**
 * A model in the words of a ledger's header.
 * @module
 */

import { before } from '../../model/earlierContracts.ts';
import type { Model } from '../../model/index.ts';
import type { ModelSummary } from './records.ts';

/** For a ledger of a contract. */
export function summarize(model: Model, contract: number): ModelSummary & { readonly begun: number } {
  const { theta, optimizer, loss, seed, steps, shards, position } = model, { begun = 0 } = position ?? {};
  const layers = model.layers.map(({ name, kind }) => name ?? kind);
  const earlierContracts = before(model.earlierContracts, contract);
  return {
    layers, parameters: theta.length, optimizer: optimizer.name, loss: loss.name, seed, steps, begun,
    ...(earlierContracts.length > 0 && { earlierContracts }), ...(shards > 1 && { shards }),
  };
}
