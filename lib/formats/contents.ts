/**
 * What a checkpoint says of a model.
 * @module
 */

import { isFloat32Array } from '../core/errors.ts';
import { ARITHMETIC_CONTRACT } from '../core/contract.ts';
import type { History, Model, NamedState, Position } from '../model/index.ts';
import { SequentialModel } from '../model/sequentialModel.ts';
import type { Contents, Tensor } from './container.ts';
import { Describer } from '../model/description/describe.ts';
import { architectureOf, trainingOf } from '../model/description/describeModel.ts';
import type { JsonObject } from '../model/description/json.ts';

/** Names of tensors, or what they begin with where there are several. */
export const TENSORS = {
  weights: 'weights/', scalars: 'scalars', slots: 'slots/', history: 'history/', total: 'total', counts: 'counts/',
  callbacks: 'callbacks/',
} as const;

/**
 * Manifest and tensors of a model; `maxBatch` is entered as given. Throws TypeError for what cannot be described,
 * and StateError as `position` does.
 */
export function contentsOf(model: Model, maxBatch: number = model.maxBatch): Contents {
  const { seed, steps, epochsBegun, earlierContracts, history, position } = model, describer = new Describer('save');
  const architecture = architectureOf(model, describer, model instanceof SequentialModel);
  const parts = {
    compiled: model.isCompiled && compiledOf(model, describer), history: history && historyOf(history, describer),
    position: position && positionOf(position),
  };
  const present = Object.entries(parts).filter((part): part is [string, Contents] => typeof part[1] === 'object');
  return {
    manifest: {
      contract: ARITHMETIC_CONTRACT, seed, maxBatch, steps, epochsBegun, ...architecture,
      ...(earlierContracts.length > 0 && { earlierContracts: earlierContracts.map((earlier) => ({ ...earlier })) }),
      ...Object.fromEntries(present.map(([name, { manifest }]) => [name, manifest])),
    },
    tensors: [...weightsOf(model), ...present.flatMap(([, { tensors }]) => tensors)],
  };
}

/** Layer by layer those of θ, then those of the state, as `getWeights` gives them. */
function weightsOf({ network, theta, state }: Model): Tensor[] {
  return network.layers.flatMap((placed) => [
    ...placed.parameters.map((tensor) => ({
      ...tensor, values: theta.subarray(tensor.offset, tensor.offset + tensor.length),
    })),
    ...placed.state.map((tensor) => ({
      ...tensor, values: state.subarray(tensor.offset, tensor.offset + tensor.length),
    })),
  ]).map(({ layer, name, shape, values }) => ({ name: `${TENSORS.weights}${layer}/${name}`, shape, values }));
}

function vector(name: string, values: Float32Array | readonly number[]): Tensor {
  return { name, shape: [values.length], values: isFloat32Array(values) ? values : Float64Array.from(values) };
}

function compiledOf(model: Model, describer: Describer): Contents {
  const { optimizer, theta } = model;
  const { iterations, scalars, slots, accumulatedExamples } = optimizer.getWeights(theta);
  return {
    manifest: {
      ...trainingOf(model, describer), iterations, scalars: Object.keys(scalars), slots: Object.keys(slots),
      ...(accumulatedExamples && { accumulatedExamples }),
    },
    tensors: [
      vector(TENSORS.scalars, Object.values(scalars)),
      ...Object.entries(slots).map(([slot, values]) => vector(TENSORS.slots + slot, values)),
    ],
  };
}

function historyOf({ history, epoch, params, iterations, reason }: History, describer: Describer): Contents {
  return {
    manifest: {
      names: Object.keys(history), epoch: [...epoch], params: describer.members(params, 'history.params'), iterations,
      reason,
    },
    tensors: Object.entries(history).map(([name, values]) => vector(TENSORS.history + name, values)),
  };
}

function positionOf(
  { epoch, begun, batch, examples, total, counts, entered, callbacks, learningRate }: Position,
): Contents {
  const states = callbacks?.map(stateOf);
  return {
    manifest: {
      epoch, begun, batch, ...(examples !== undefined && { examples }), entered: [...entered],
      ...(states && { callbacks: states.map(({ manifest }) => manifest) }),
      ...(learningRate !== undefined && { learningRate }),
    } satisfies JsonObject,
    tensors: [
      vector(TENSORS.total, [total]), ...counts.map((numbers, i) => vector(TENSORS.counts + String(i), numbers)),
      ...(states?.flatMap(({ tensors }) => tensors) ?? []),
    ],
  };
}

/** What the callback of that number has counted: names in the manifest, and a tensor of numbers before its arrays. */
function stateOf({ name, state }: NamedState, i: number): Contents {
  const place = `${TENSORS.callbacks}${i}/`, members = Object.entries(state);
  const numbers = members.filter((member): member is [string, number] => typeof member[1] === 'number');
  const arrays = members.filter((member): member is [string, Float32Array] => isFloat32Array(member[1]));
  const words = members.filter((member): member is [string, readonly string[]] => Array.isArray(member[1]));
  return {
    manifest: {
      name, numbers: numbers.map(([own]) => own), arrays: arrays.map(([own]) => own),
      words: Object.fromEntries(words.map(([own, list]) => [own, [...list]])),
    },
    tensors: [
      vector(`${place}numbers`, numbers.map(([, value]) => value)),
      ...arrays.map(([own, values]) => vector(`${place}arrays/${own}`, values)),
    ],
  };
}
