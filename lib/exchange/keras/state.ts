/**
 * What optimizers of Keras 3 keep, numbered.
 * @module
 */

import type { Dialect } from '../kerasLayers/dialect.ts';
import { optimizerOfName } from '../kerasLayers/optimizers.ts';
import { isWithoutMomentum, setOptimizerState, trainedTensors } from '../kerasLayers/optimizerState.ts';
import type { Read } from '../kerasLayers/toModel.ts';

/** Variables of an optimizer before those of tensors: the steps done, and the rate. */
export const FIRST_VARIABLES = 2;

/**
 * Number of a slot's part for a tensor among the variables of the optimizer: tensor by tensor with all slots, or slot
 * by
 * slot; what comes only with an option stands at the end.
 */
export function variableOf(slot: number, tensor: number, slots: number, tensors: number, isBySlot: boolean): number {
  return FIRST_VARIABLES + (isBySlot ? slot * tensors + tensor : tensor * slots + slot);
}

/** Gives the optimizer the numbered variables of a file. */
export function setKerasState(
  { model, names, layers }: Read, variable: (i: number) => Float32Array | undefined, { note, name: dialect }: Dialect,
): void {
  const iterations = variable(0)?.[0], row = optimizerOfName(model.optimizer.name, dialect);
  if (iterations === undefined || row === undefined) return;
  const rank = (tensor: string | undefined): number =>
    layers.findIndex(({ place, path }) => tensor !== undefined && [`${place}/`, `${path.join('/')}/`]
      .some((own) => tensor.startsWith(own) || `/${tensor}`.includes(`/${own}`)));
  const inOrder = trainedTensors(model, names).map(({ name }, i) => ({ name, i, rank: rank(name) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i);
  const places = new Map(inOrder.map(({ name }, at) => [name, at]));
  const kept = Object.keys(model.optimizer.getWeights(model.theta).slots);
  const own = row.slots.filter(([slot]) => kept.includes(slot) &&
    !(slot === 'mom' && isWithoutMomentum(model.optimizer)));
  setOptimizerState(model, iterations, names, (slot, tensor) => {
    const at = own.findIndex(([, tfjs]) => tfjs === slot), place = places.get(tensor);
    if (place === undefined) return undefined;
    if (at < 0) return undefined;
    return variable(variableOf(at, place, own.length, places.size, row.isBySlot === true));
  }, dialect, note);
}
