/**
 * The tensors of a model by the names that files have for them.
 * @module
 */

import type { Parameter } from '../../core/parameter.ts';
import type { Network } from '../../plan/index.ts';

/** A tensor of a model. */
export interface NamedPlace {
  /** Unique in its model. */
  readonly name: string;
  readonly tensor: Parameter;
}

/**
 * `layer/parameter`, in the order of `getWeights`: layer by layer those of θ, then those of the state. Where a name is
 * taken already, as by a parameter and a state of a layer, _2, _3 and so on tell the later ones.
 */
export function tensorsOf({ layers }: Pick<Network, 'layers'>): readonly NamedPlace[] {
  const taken = new Set<string>();
  return layers.flatMap(({ parameters, state }) => [...parameters, ...state]).map((tensor) => {
    const first = `${tensor.layer}/${tensor.name}`;
    let name = first;
    for (let number = 2; taken.has(name); number++) name = `${first}_${number}`;
    taken.add(name);
    return { name, tensor };
  });
}
