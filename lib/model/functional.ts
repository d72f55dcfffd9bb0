/**
 * A model that is a graph of layers.
 * @module
 */

import { expectKnownOptions, isPlainObject } from '../core/errors.ts';
import { buildGraph } from '../graph/index.ts';
import type { SymbolicTensor } from '../layers/index.ts';
import { toSymbolicTensors } from '../layers/layer.ts';
import { layOut } from '../plan/index.ts';
import type { Columns } from './columns.ts';
import type { ModelOptions } from './graphModel.ts';
import { LayersModel } from './layersModel.ts';
import type { Library } from './library.ts';
import type { Model } from './model.ts';
import { wholeLibrary } from './wholeLibrary.ts';

/** What {@link model} takes. */
export interface FunctionalOptions extends ModelOptions {
  /** Tensors that `input` gave: one, a list, or by the names under which data are given. */
  readonly inputs: Columns<SymbolicTensor>;
  /**
   * Tensors that layers gave: one, a list, or by the names under which targets, losses and metrics are given. Default
   * names are those of the layers that make them.
   */
  readonly outputs: Columns<SymbolicTensor>;
}

/**
 * A model from its inputs to its outputs: branches, merges, shared layers, models within models.
 *
 *     const x = input({ shape: [8] }), hidden = dense({ units: 8, activation: 'relu' }).apply(x);
 *     const net = model({ inputs: x, outputs: dense({ units: 1 }).apply(hidden), seed: 7 });
 *
 * A layer that is applied more than once has one set of parameters, whose gradients add. Parameters are the model's
 * own; those of a model within it (`other.apply(x)`) begin with the values that `other` has now. Throws StateError for
 * an output that depends on no input given, or an input that no output depends on; TypeError, RangeError or ShapeError
 * where tensors or options make no model. Source: Keras (functional interface).
 */
export function model(options: FunctionalOptions): Model {
  return functionalModel(options, wholeLibrary);
}

/** The same with such a library. */
export function functionalModel(options: FunctionalOptions, library: Library): Model {
  const own = ['seed', 'maxBatch', 'kernels', 'threads', 'weights', 'name'];
  expectKnownOptions('model', options, ['inputs', 'outputs', ...own]);
  const inputs = toTensors('inputs', options.inputs), outputs = toTensors('outputs', options.outputs);
  const graph = buildGraph('model', inputs.tensors, outputs.tensors, {
    ...(inputs.names && { inputNames: inputs.names }), ...(outputs.names && { outputNames: outputs.names }),
  });
  return new LayersModel('model', layOut(graph), options, library);
}

function toTensors(
  argument: string, given: Columns<SymbolicTensor>,
): { readonly tensors: readonly SymbolicTensor[]; readonly names?: readonly string[] } {
  if (!isPlainObject(given)) return { tensors: toSymbolicTensors('model', argument, given) };
  const names = Object.keys(given);
  const tensors = names.flatMap((name) =>
    toSymbolicTensors('model', `${argument}.${name}`, Reflect.get(given, name)));
  return { tensors, names };
}
