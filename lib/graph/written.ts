/**
 * Graphs as plain data, for files.
 * @module
 */

import { expectInteger, expectString, typeError } from '../core/errors.ts';
import { expectShape, type Shape } from '../core/shape.ts';
import type { Layer } from '../layers/index.ts';
import { SymbolicTensor, callLayer } from '../layers/layer.ts';
import { buildGraph } from './buildGraph.ts';
import type { Graph, Value } from './graph.ts';

/** Tensors are numbered: inputs first, then what each call gives in turn: its outputs, then the mask that it makes. */
export type WrittenGraph = {
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  /** Names of the layers, in the order of their first calls. */
  readonly layers: readonly string[];
  /** Which layer is called on which tensors; with which masks, where they are not those that the tensors carry. */
  readonly calls: readonly WrittenCall[];
  readonly outputs: readonly { readonly name: string; readonly tensor: number }[];
};

type WrittenCall = {
  readonly layer: number;
  readonly inputs: readonly number[];
  readonly masks?: readonly (number | null)[];
};

export function writeGraph(graph: Graph): WrittenGraph {
  const { inputs, outputs, inputNames, outputNames, nodes, layers } = graph;
  const numbers = new Map<Value, number>(inputs.map((value, i) => [value, i]));
  const numberOf = (value: Value): number => numbers.get(value) ?? NaN;
  let next = inputs.length;
  const calls = nodes.flatMap(({ of, part, inputs: read, masks, areMasksGiven, outputs: made }) => {
    if (part === 'activation') { // belongs to the call before
      made.forEach((value, i) => numbers.set(value, numberOf(read[i])));
      return [];
    }
    for (const value of made) numbers.set(value, next++);
    if (part === 'mask') return [];
    const given = masks.map((mask) => (mask === undefined ? null : numberOf(mask)));
    return [{ layer: layers.indexOf(of), inputs: read.map(numberOf), ...(areMasksGiven && { masks: given }) }];
  });
  return {
    inputs: inputs.map(({ shape }, i) => ({ name: inputNames[i], shape })),
    layers: layers.map(({ name }) => name), calls,
    outputs: outputs.map((value, i) => ({ name: outputNames[i], tensor: numberOf(value) })),
  };
}

/**
 * The graph of layers in the order of `layers`. Throws, as `who`, TypeError or RangeError for what is no such data, and
 * as `buildGraph`.
 */
export function readGraph(
  who: string, { inputs, layers: names, calls, outputs }: WrittenGraph, layers: readonly Layer[],
): Graph {
  const owners = layers.map(() => ({})), tensors = inputs.map(({ name, shape }, i) => {
    expectString(who, `graph.inputs[${i}].name`, name);
    return new SymbolicTensor(expectShape(who, `graph.inputs[${i}].shape`, shape), undefined, name);
  });
  const given = [...tensors];
  const tensorAt = (argument: string, number: number): SymbolicTensor => {
    expectInteger(who, argument, number, 0, tensors.length - 1);
    return tensors[number];
  };
  if (names.length !== layers.length) {
    throw typeError(`${who}: graph.layers must name ${layers.length} layers, got ${names.length}`);
  }
  names.forEach((name, i) => expectString(who, `graph.layers[${i}]`, name));
  calls.forEach(({ layer, inputs: read, masks }, i) => {
    expectInteger(who, `graph.calls[${i}].layer`, layer, 0, layers.length - 1);
    const on = read.map((number, at) => tensorAt(`graph.calls[${i}].inputs[${at}]`, number));
    const given = masks?.map((number, at) =>
      (number === null ? undefined : tensorAt(`graph.calls[${i}].masks[${at}]`, number)));
    const made = callLayer(layers[layer], on, { owner: owners[layer], name: names[layer] }, given);
    const mask = made[0].call?.mask;
    tensors.push(...made, ...(mask === undefined ? [] : [mask]));
  });
  const ends = outputs.map(({ name, tensor }, i) => {
    expectString(who, `graph.outputs[${i}].name`, name);
    return tensorAt(`graph.outputs[${i}].tensor`, tensor);
  });
  return buildGraph(who, given, ends, {
    inputNames: inputs.map(({ name }) => name), outputNames: outputs.map(({ name }) => name),
  });
}
