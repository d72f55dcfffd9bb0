/**
 * A graph with the layout of its parameters in the flat buffers.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Graph, GraphLayer } from '../graph/index.ts';
import type { StateSpec } from '../layers/index.ts';

/** A layer of a graph with its tensors. */
export interface NetworkLayer extends GraphLayer {
  /** The shape of its first input, and of its first output. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Its tensors in θ. */
  readonly parameters: readonly Parameter[];
  /** Its tensors in the state beside θ. */
  readonly state: readonly Parameter[];
}

export interface Network {
  readonly graph: Graph;
  readonly layers: readonly NetworkLayer[];
  /** The shape of the first input, and of the first output. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** All tensors of θ, in order. */
  readonly parameters: readonly Parameter[];
  /** Length of θ. */
  readonly length: number;
  /** All tensors of the state, in order, and its length. */
  readonly state: readonly Parameter[];
  readonly stateLength: number;
}

/** Lays out the tensors of a graph, layer by layer. */
export function layOut(graph: Graph): Network {
  const theta = new Layout(), beside = new Layout();
  const layers = graph.layers.map((of): NetworkLayer => {
    const { layer, name, inputShapes, outputShapes: [outputShape] } = of, [inputShape] = inputShapes;
    const parameters = theta.place(name, layer.parameters(inputShape, inputShapes));
    const state = beside.place(name, layer.state(inputShape));
    return { ...of, inputShape, outputShape, parameters, state };
  });
  return {
    graph, layers, inputShape: graph.inputs[0].shape, outputShape: graph.outputs[0].shape,
    parameters: theta.tensors, length: theta.length, state: beside.tensors, stateLength: beside.length,
  };
}

/** Tensors one after the other in a flat buffer. */
class Layout {
  readonly tensors: Parameter[] = [];
  length = 0;

  /** Adds the tensors of a layer. */
  place(layer: string, specs: readonly StateSpec[]): Parameter[] {
    const placed = specs.map(({ name, shape }) => {
      const tensor = { layer, name, shape, offset: this.length, length: sizeOf(shape) };
      this.length += tensor.length;
      return tensor;
    });
    this.tensors.push(...placed);
    return placed;
  }
}
