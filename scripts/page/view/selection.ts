/**
 * The unit or weight that is looked at, in all sections.
 * @module
 */
import { effect, signal, type Signal } from '@preact/signals';
import { unitSymbol, weightSymbol } from '../../../lib/audit/explain/symbols.ts';
import type { LayerInfo } from '../protocol.ts';
import { opened } from './frames.ts';

/** Layers count from 1, the input; i and j from 1. A weight without j is a bias. */
export type Selection =
  | { readonly kind: 'unit'; readonly layer: number; readonly i: number }
  | { readonly kind: 'weight'; readonly layer: number; readonly i: number; readonly j: number | undefined };

export const selected: Signal<Selection | undefined> = signal(undefined);

/** What is selected in a network means nothing in another. */
export function followOpened(): void {
  effect(() => {
    const layers = opened.value?.layers, own = selected.peek();
    if (own === undefined || layers === undefined) return;
    const isThere = own.i <= (layers.at(own.layer - 1)?.units ?? 0)
      && (own.kind === 'unit' || (own.j ?? 1) <= (layers.at(own.layer - 2)?.units ?? 0));
    if (!isThere) selected.value = undefined;
  });
}

export function symbolOf(own: Selection): string {
  if (own.kind === 'unit') return unitSymbol('a', own.layer, own.i);
  return own.j === undefined ? unitSymbol('b', own.layer, own.i) : weightSymbol(own.layer, own.i, own.j);
}

/** The place in θ of a weight or a bias. */
export function indexOf(
  layers: readonly LayerInfo[], { layer, i, j }: Selection & { readonly kind: 'weight' }
): number {
  const { weights = 0, biases = 0, units } = layers[layer - 1];
  return j === undefined ? biases + i - 1 : weights + (j - 1) * units + i - 1;
}
