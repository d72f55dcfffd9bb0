/**
 * What is left to do where layers are frozen.
 * @module
 */

import { Handle } from '../kernels/handle.ts';
import { operandsOf } from '../kernels/operandsOf.ts';
import { host, type HostCall, type List, type Tensor } from '../kernels/index.ts';
import type { Description } from './description.ts';
import { partsOf } from './tensors.ts';

/**
 * A description without all that the layers of these names learn by: regularizers, constraints, what is brought up to
 * date after a step, and the calls that write nothing but ∂J/∂ of their parameters, which then is 0. Layers that say
 * `frozen` lists do in training as outside it.
 */
export function withoutFrozen(description: Description, frozen: ReadonlySet<string>): Description {
  const { network, learned, list, sharedGradients, penalties, constraints } = description;
  const isFrozen = (layer: string): boolean => frozen.has(layer);
  const isFrozenGradient = (tensor: unknown): boolean =>
    tensor instanceof Handle && tensor.of === learned.gradient && isFrozen(tensor.layer);
  const needed = (all: List): List => all.filter((call) => !writesOnly(call, isFrozenGradient));
  const cleared = network.layers.filter(({ name }) => isFrozen(name)).flatMap(({ parameters }) =>
    Object.values(partsOf(learned.gradient, parameters)).map(zeroed)); // of those in plain TypeScript
  return {
    ...description,
    list: list.map((pass) => {
      const { node: { of: { name } }, forward, train, backward, frozen: own, finish } = pass;
      if (!isFrozen(name)) return pass;
      return {
        ...pass, train: own === undefined ? train : forward, backward: own ?? needed(backward),
        finish: own === undefined ? finish : [],
      };
    }),
    sharedGradients: [...needed(sharedGradients), ...cleared],
    penalties: penalties.filter(({ terms }) => !isFrozen(terms.layer)),
    constraints: constraints.filter(({ layer }) => !isFrozen(layer)),
  };
}

function zeroed(tensor: Tensor): HostCall {
  return host('zero', [], [tensor], (_, values) => { values.fill(0); });
}

function writesOnly(call: List[number], isOne: (tensor: unknown) => boolean): boolean {
  if (!('routine' in call) || call.routine.returns !== undefined) return false;
  const written = operandsOf(call).filter(({ access }) => access !== 'reads');
  return written.length > 0 && written.every(({ tensor }) => isOne(tensor));
}
