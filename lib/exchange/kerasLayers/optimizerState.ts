/**
 * What an optimizer keeps, between the model and a file.
 * @module
 */

import type { Model } from '../../model/index.ts';
import type { Optimizer } from '../../optimizers/index.ts';
import { optimizerOfName } from './optimizers.ts';
import type { DialectName } from './dialect.ts';

/** A slot's part for a tensor; the slot by the name of TensorFlow.js, and the tensor by its name in the file. */
export type SlotOf = (slot: string, tensor: string) => Float32Array | undefined;

/**
 * Gives the compiled optimizer the numbers of a file; `names` are those of the model's tensors, layer by layer. Where
 * the file lacks a part, `note` hears it and the optimizer begins anew.
 */
export function setOptimizerState(
  model: Model, iterations: number, names: readonly (string | undefined)[], slotOf: SlotOf, dialect: DialectName,
  note: (text: string) => void,
): void {
  const { optimizer, theta } = model, row = optimizerOfName(optimizer.name, dialect);
  const { scalars, slots } = optimizer.getWeights(theta), full: Record<string, Float32Array> = {};
  const tfjs = new Map(row?.slots ?? []), trained = trainedTensors(model, names);
  for (const [slot, start] of Object.entries(slots)) {
    const values = Float32Array.from(start), name = tfjs.get(slot);
    full[slot] = values;
    if (slot === 'mom' && isWithoutMomentum(optimizer)) continue; // whatever it holds is multiplied by 0
    for (const { offset, length, name: tensor } of trained) {
      const part = name === undefined || tensor === undefined ? undefined : slotOf(name, tensor);
      if (part?.length !== length || offset + length > values.length) {
        return note(`the optimizer begins anew: the file lacks ${slot} of ${String(tensor)}`);
      }
      values.set(part, offset);
    }
  }
  try {
    optimizer.setWeights(theta, { iterations, scalars, slots: full });
    model.steps = iterations;
  } catch (error) {
    note(`the optimizer begins anew: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The tensors that the optimizer changes, with their names. */
export function trainedTensors(model: Model, names: readonly (string | undefined)[]): {
  readonly name: string | undefined; readonly offset: number; readonly length: number;
}[] {
  let at = 0;
  return model.network.layers.flatMap(({ layer, parameters, state }) => {
    const own = parameters.map(({ offset, length }, i) => ({ name: names[at + i], offset, length }));
    at += parameters.length + state.length;
    return layer.trainable ? own : [];
  });
}

/** Whether it is RMSprop whose steps do not add up. */
export function isWithoutMomentum(optimizer: Optimizer): boolean {
  return optimizer.getConfig()['momentum'] === 0;
}
