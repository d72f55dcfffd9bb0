/**
 * What a topology says, before anything is computed: models of layers, some of which are models.
 * @module
 */

import type { Layer } from '../../layers/index.ts';
import type { Json, JsonObject } from '../../model/description/json.ts';

/** A tensor in a file: the layer, which call of it, and which of its outputs. */
export interface Ref {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** A call of a layer. */
export interface CallSpec {
  readonly inputs: readonly Ref[];
  /** The mask given, of the first input. */
  readonly mask: Ref | undefined;
  /** What else the call is told, by name. */
  readonly said: JsonObject;
}

/** Operators by which Keras 3 writes down the masks that layers make here by themselves. */
export const MASK_OPERATORS: readonly string[] = ['NotEqual', 'Any'];

/** A layer, or a model that stands as one. */
export interface LayerSpec {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly calls: readonly CallSpec[];
  /** What it is; an input has neither, and its shape in `config`. */
  readonly model: ModelSpec | undefined;
  layer: Layer | undefined;
  /** The names of the models that it stands in, and its own. */
  readonly path: readonly string[];
  /** The shape of its input, where the file says what it was built for; batch first. */
  readonly inputShape: Json | undefined;
  /** Its place in files of weights of Keras 3, such as layers/dense_1. */
  readonly place: string;
}

export interface ModelSpec {
  readonly name: string | undefined;
  readonly isStack: boolean;
  readonly layers: readonly LayerSpec[];
  /** Of a graph; a stack has none. */
  readonly inputs: readonly Ref[];
  readonly outputs: readonly Ref[];
  /** Where they were given by name. */
  readonly inputNames: readonly string[] | undefined;
  readonly outputNames: readonly string[] | undefined;
  /** What a stack says of the shape of its input, batch first. */
  readonly inputShape: Json | undefined;
}
