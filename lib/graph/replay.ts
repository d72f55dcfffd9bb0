/**
 * A graph within another.
 * @module
 */

import { ShapeError } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import type { SymbolicTensor } from '../layers/index.ts';
import { callLayer } from '../layers/layer.ts';
import type { Graph, GraphLayer, Value } from './graph.ts';

/**
 * Writes the calls of a graph down anew, on other tensors: its outputs for these. Layers keep their owners, so that all
 * calls share parameters; `nested` says name and first values of each. Throws ShapeError, as `who`, where the tensors
 * are not as many as its inputs or of other shapes.
 */
export function replay(
  who: string, { inputs, outputs, nodes }: Graph, given: readonly SymbolicTensor[],
  nested: (layer: GraphLayer) => { readonly name: string; readonly first: () => readonly Float32Array[] },
): readonly SymbolicTensor[] {
  if (given.length !== inputs.length) {
    throw new ShapeError(`${who}: inputs must be ${inputs.length}, got ${given.length}`);
  }
  const tensors = new Map<Value, SymbolicTensor>();
  inputs.forEach((value, i) => {
    const wanted = formatShape(value.shape), got = formatShape(given[i].shape);
    if (wanted !== got) throw new ShapeError(`${who}: inputs[${i}] must have shape ${wanted}, got ${got}`);
    tensors.set(value, given[i]);
  });
  let last: readonly SymbolicTensor[] = [];
  const tensorOf = (value: Value): SymbolicTensor => {
    const found = tensors.get(value);
    if (found === undefined) throw new Error('graph: a value is read before it is made');
    return found;
  };
  for (const { of, part, inputs: read, masks, areMasksGiven, outputs: made } of nodes) {
    const on = read.map(tensorOf);
    if (part === 'layer') {
      const given = areMasksGiven ? masks.map((mask) => mask && tensorOf(mask)) : undefined;
      last = callLayer(of.layer, on, { owner: of.owner, ...nested(of) }, given);
    }
    const mask = last[0].call?.mask; // the activation that an option asks for, and the mask, belong to the last call
    const results = part === 'mask' && mask !== undefined ? [mask] : last;
    made.forEach((value, i) => tensors.set(value, results[i]));
  }
  return outputs.map(tensorOf);
}
