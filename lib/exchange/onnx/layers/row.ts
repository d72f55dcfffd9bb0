/**
 * What the writer of a layer is given, and how writers are listed.
 * @module
 */

import type { Shape } from '../../../core/shape.ts';
import type { Layer } from '../../../layers/index.ts';
import type { Exporter, Out } from '../exporter.ts';

/** A tensor of a layer: its numbers and their shape. */
export interface Weight {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** A layer at one of its calls. */
export interface Call {
  readonly inputs: readonly Out[];
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
  /** A parameter or a tensor of the state; undefined where the layer has none of that name. */
  readonly weight: (name: string) => Weight | undefined;
  /** Another layer on the same tensors, such as the one that timeDistributed holds. */
  readonly within: (layer: Layer, call: Call) => readonly Out[];
}

export type Write<L extends Layer = Layer> = (e: Exporter, layer: L, call: Call) => readonly Out[];

/** A writer beside its kind, for layers of the class. */
export function row<L extends Layer>(
  kind: string, type: new (...options: never[]) => L, write: Write<L>,
): [string, Write] {
  return [kind, (e, layer, call) => {
    if (!(layer instanceof type)) throw e.fail(`be the library's own ${kind}`, 'another of its kind');
    return write(e, layer, call);
  }];
}

/** A weight that the layer must have. */
export function needed(call: Call, name: string): Weight {
  const weight = call.weight(name);
  if (weight === undefined) throw new Error(`writeOnnx: a layer has no ${name}`);
  return weight;
}
