/**
 * A model in the words of a ledger's header.
 * @module
 */
import type { Sequential } from '../../model/index.ts';
import type { ModelSummary } from './records.ts';

export function summarize({ layers, theta, optimizer, loss, seed, steps, position }: Sequential): ModelSummary & { readonly begun: number } {
  const names = layers.map(({ name, kind }) => name ?? kind), { begun = 0 } = position ?? {};
  return { layers: names, parameters: theta.length, optimizer: optimizer.name, loss: loss.name, seed, steps, begun };
}
