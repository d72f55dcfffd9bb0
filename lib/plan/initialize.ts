/**
 * First values of parameters and state.
 * @module
 */

import { fillFirst } from '../core/filled.ts';
import type { Parameter } from '../core/parameter.ts';
import { Philox } from '../core/philox.ts';
import type { StateSpec } from '../layers/index.ts';
import { Purpose, stream } from '../random/index.ts';
import type { Network } from './network.ts';

/**
 * Writes first values to θ and to the state, where there is one: those that a layer brings along, or else drawn, every
 * tensor from a stream of its own.
 */
export function initialize(
  { layers, parameters, state: beside }: Network, theta: Float32Array, seed: number, state?: Float32Array,
): void {
  const fill = (
    flat: Float32Array, { initializer, shape }: StateSpec, { layer, name, offset, length }: Parameter, index: number,
  ): void => {
    const out = flat.subarray(offset, offset + length);
    fillFirst(`layer '${layer}'`, `initializer of '${name}'`, out, () =>
      initializer(out, shape, new Philox(seed, stream(Purpose.initialize, index))));
  };
  for (const { layer, inputShape, inputShapes, parameters: own, state: ownState, first } of layers) {
    if (first !== undefined) {
      const values = first();
      own.forEach(({ offset }, i) => theta.set(values[i], offset));
      ownState.forEach(({ offset }, i) => state?.set(values[own.length + i], offset));
      continue;
    }
    layer.parameters(inputShape, inputShapes).forEach((spec, i) =>
      fill(theta, spec, own[i], parameters.indexOf(own[i])));
    if (state !== undefined) layer.state(inputShape).forEach((spec, i) =>
      fill(state, spec, ownState[i], parameters.length + beside.indexOf(ownState[i])));
  }
}
