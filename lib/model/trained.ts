/**
 * What of a model is trained, as its layers say.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import type { Network } from '../plan/index.ts';

/** Stands for no tensors where all are frozen; an optimizer that is told of none takes all of θ. */
const NOTHING: readonly Parameter[] = [{ layer: '', name: '', shape: [0], offset: 0, length: 0 }];

/** The tensors that are. */
export function trainedIn({ parameters }: Network, frozen: ReadonlySet<string>): readonly Parameter[] {
  if (frozen.size === 0) return parameters;
  const trained = parameters.filter(({ layer }) => !frozen.has(layer));
  return trained.length === 0 && parameters.length > 0 ? NOTHING : trained;
}

/** The names of the layers that are not to be trained. */
export function frozenIn({ layers }: Network): ReadonlySet<string> {
  return new Set(layers.filter(({ layer }) => !layer.trainable).map(({ name }) => name));
}
