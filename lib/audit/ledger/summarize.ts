/**
 * A model in the words of a ledger's header.
 * @module
 */
import type { Sequential } from '../../model/index.ts';
import type { ModelSummary } from './records.ts';

export function summarize({ layers, theta, optimizer, loss, seed, steps }: Sequential): ModelSummary {
  return { layers: layers.map(({ name, kind }) => name ?? kind), parameters: theta.length, optimizer: optimizer.name, loss: loss.name, seed, steps };
}
