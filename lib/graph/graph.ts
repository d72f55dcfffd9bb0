/**
 * A graph: nodes in the order in which they run, and the values between them.
 * @module
 */

import type { Shape } from '../core/shape.ts';
import type { Layer } from '../layers/index.ts';

/** What flows: an input of the graph, or what a node makes. */
export interface Value {
  readonly shape: Shape;
  /** The node that makes it; undefined for an input of the graph. */
  readonly from: GraphNode | undefined;
}

/** A layer of a graph, however often it is called. */
export interface GraphLayer {
  readonly layer: Layer;
  /** What tells it from others of the same description: see `LayerCall`. */
  readonly owner: object;
  /** Unique in its graph. */
  readonly name: string;
  /** First values of its parameters, then of its state, where they are not drawn. */
  readonly first: (() => readonly Float32Array[]) | undefined;
  /** Those of its first call. */
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
}

/**
 * One pass: that of a layer at one of its calls, of the activation that an option of the layer asks for, or of the mask
 * that the layer makes.
 */
export interface GraphNode {
  readonly of: GraphLayer;
  readonly part: 'layer' | 'activation' | 'mask';
  /** The number of the layer's call, from 0, which its other parts share: what tells its noise from that of others. */
  readonly number: number;
  readonly inputs: readonly Value[];
  /** The mask of each input, where it has one. */
  readonly masks: readonly (Value | undefined)[];
  /** Whether they were given, and are not those that the inputs carry. */
  readonly areMasksGiven: boolean;
  readonly outputs: readonly Value[];
}

export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** The mask of each output, where it has one. */
  readonly outputMasks: readonly (Value | undefined)[];
  /** The names of inputs and of outputs, unique among each. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** In topological order; of those that could change places, the one that was written down first comes first. */
  readonly nodes: readonly GraphNode[];
  /** In the order of their first calls. */
  readonly layers: readonly GraphLayer[];
}
