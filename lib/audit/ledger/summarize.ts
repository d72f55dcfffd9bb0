/**
 * A model in the words of a ledger's header.
 * @module
 */

import type { Model } from '../../model/index.ts';
import type { ModelSummary } from './records.ts';

export function summarize(model: Model): ModelSummary & { readonly begun: number } {
  const { theta, optimizer, loss, seed, steps, position } = model, { begun = 0 } = position ?? {};
  const layers = model.layers.map(({ name, kind }) => name ?? kind);
  return { layers, parameters: theta.length, optimizer: optimizer.name, loss: loss.name, seed, steps, begun };
}
