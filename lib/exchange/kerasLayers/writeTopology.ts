/**
 * The topology of a model, as Keras 3 or TensorFlow.js writes it.
 * @module
 */

import { show } from '../../core/errors.ts';
import type { Shape } from '../../core/shape.ts';
import type { GraphNode, Value } from '../../graph/index.ts';
import { Bidirectional, MultiHeadAttention, Normalization, type Layer } from '../../layers/index.ts';
import { Merge } from '../../layers/merging/merge.ts';
import { Recurrent } from '../../layers/recurrent/recurrent.ts';
import { Describer } from '../../model/description/describe.ts';
import { objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import type { Model } from '../../model/index.ts';
import { SequentialModel } from '../../model/sequentialModel.ts';
import { refuse, type Dialect } from './dialect.ts';
import { withModule } from './parts.ts';
import { classNameOf, snakeOfClass } from './spelling.ts';
import { placesOf } from './tensorsOf.ts';
import { writeLayer, type WrittenLayer } from './writeLayer.ts';

/** A tensor of the model in the file. */
export interface WrittenTensor {
  /** Below the root of a file of Keras 3; as TensorFlow.js names it. */
  readonly place: string;
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
  /** Whether it is in θ, and whether the optimizer changes it. */
  readonly isParameter: boolean;
  readonly isTrained: boolean;
  readonly offset: number;
}

export interface WrittenModel {
  /** Class and config. */
  readonly topology: WrittenLayer;
  readonly tensors: readonly WrittenTensor[];
}

/** A layer in the file. */
interface Entry extends WrittenLayer {
  readonly name: string;
}

/** What is written of a model. Throws FormatError, with the layer, for what the other library has not. */
export function writeTopology(model: Model, dialect: Dialect): WrittenModel {
  const { network } = model, { graph } = network, isKeras = dialect.name === 'Keras 3';
  const names = fileNames([...graph.inputNames, ...network.layers.map(({ name }) => name)]);
  const inputs = graph.inputs.map(({ shape }, i) => inputLayer(names[i], shape, isKeras));
  const own = names.slice(inputs.length), describer = new Describer(dialect.who);
  const layers = network.layers.map(({ layer, inputShape }, i): Entry => {
    const described = withState(model, i, describer.part(layer, `layers[${i}]`));
    return { name: own[i], ...writeLayer(own[i], described, dialect, inputShape.length) };
  });
  const tensors = tensorsOf(model, layers);
  if (model instanceof SequentialModel) return { topology: stackOf(model, inputs[0], layers, dialect), tensors };
  return { topology: graphOf(model, inputs, layers, dialect), tensors };
}

/** A normalization says the mean and the variance that it has. */
function withState({ network, state }: Model, i: number, described: JsonObject): JsonObject {
  const { layer, state: own } = network.layers[i];
  if (!(layer instanceof Normalization)) return described;
  const [mean, variance] = own.map(({ offset, length }) => [...state.subarray(offset, offset + length)]);
  return { ...described, options: { ...objectOf(described['options']), mean, variance } };
}

/** Names without slashes, which Keras has for scopes; those that would be one are numbered. */
function fileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replace(/[/\\]/g, '_') || 'layer';
    let own = plain;
    for (let i = 1; taken.has(own); i++) own = `${plain}_${i}`;
    taken.add(own);
    return own;
  });
}

function inputLayer(name: string, shape: Shape, isKeras: boolean): Entry {
  const key = isKeras ? 'batch_shape' : 'batch_input_shape';
  return { name, className: 'InputLayer', config: { [key]: [null, ...shape], dtype: 'float32', sparse: false, name } };
}

function stackOf({ name }: Model, input: Entry, layers: readonly Entry[], { name: library }: Dialect): WrittenLayer {
  const [first, ...others] = layers, isKeras = library === 'Keras 3';
  const all = isKeras ? [input, ...layers] : [
    { ...first, config: { ...first.config, batch_input_shape: input.config['batch_input_shape'], dtype: 'float32' } },
    ...others,
  ];
  const written = all.map(({ className, config }) => withModule('keras.layers', className, config, library));
  return { className: 'Sequential', config: { name: name ?? 'sequential', layers: written } };
}

function graphOf(model: Model, inputs: readonly Entry[], layers: readonly Entry[], dialect: Dialect): WrittenLayer {
  const { graph, layers: own } = model.network, refs = new Map<Value, TensorRef>();
  graph.inputs.forEach((value, i) => refs.set(value, { ref: [inputs[i].name, 0, 0], shape: value.shape }));
  const calls = new Map(own.map((layer, i) => [layer.owner, { name: layers[i].name, nodes: [] as Json[] }]));
  for (const node of graph.nodes) {
    const call = calls.get(node.of.owner), on = node.inputs.map((value) => refs.get(value));
    if (node.part === 'mask' || call === undefined) continue;
    if (node.part === 'activation') {
      node.outputs.forEach((value, i) => refs.set(value, on[i] as TensorRef));
      continue;
    }
    node.outputs.forEach((value, i) =>
      refs.set(value, { ref: [call.name, call.nodes.length, i], shape: value.shape }));
    const mask = givenMask(node, refs, call.name, dialect), read = on.map((tensor) =>
      tensor ?? refuse(dialect.who, `layer ${show(call.name)} must read tensors`, 'a mask'));
    call.nodes.push(dialect.name === 'Keras 3' ? argumentsOf(node.of.layer, read, mask)
      : read.map(({ ref }) => [...ref, {}]));
  }
  const written = (entry: Entry, nodes: readonly Json[]): JsonObject => ({
    ...withModule('keras.layers', entry.className, entry.config, dialect.name), name: entry.name, inbound_nodes: nodes,
  });
  const ends = (values: readonly Value[]): Json => {
    const all = values.map((value) => refs.get(value)?.ref ?? null);
    return all.length === 1 && dialect.name === 'Keras 3' ? all[0] : all; // a list of one would want a list of inputs
  };
  const entries = [
    ...inputs.map((entry) => written(entry, [])),
    ...layers.map((entry, i) => written(entry, calls.get(own[i].owner)?.nodes ?? [])),
  ];
  return {
    className: dialect.name === 'Keras 3' ? 'Functional' : 'Model',
    config: {
      name: model.name ?? 'model', layers: entries,
        input_layers: ends(graph.inputs), output_layers: ends(graph.outputs),
    },
  };
}

/** A tensor in the file, with its shape. */
interface TensorRef {
  readonly ref: readonly [layer: string, node: number, tensor: number];
  readonly shape: Shape;
}

/** The mask that the first input of a call is given. */
function givenMask(
  { areMasksGiven, masks }: GraphNode, refs: ReadonlyMap<Value, TensorRef>, name: string, dialect: Dialect,
): TensorRef | undefined {
  const given = areMasksGiven ? masks.filter((mask) => mask !== undefined) : [];
  if (given.length === 0) return undefined;
  const ref = masks[0] && refs.get(masks[0]), { who, name: library } = dialect;
  if (library === 'Keras 3' && given.length === 1 && ref !== undefined) return ref;
  return refuse(who, `layer ${show(name)} must be given no mask, or in Keras 3 one that is an output of a layer`,
    'one');
}

/** A call as Keras 3 has it. */
function argumentsOf(layer: Layer, on: readonly TensorRef[], mask: TensorRef | undefined): JsonObject {
  const tensors = on.map(keras), masked: Record<string, Json> = mask === undefined ? {} : { mask: keras(mask) };
  if (layer instanceof MultiHeadAttention) {
    const own = layer.useAttentionMask ? tensors.slice(0, -1) : tensors;
    return {
      args: own.length === 1 ? [own[0], own[0]] : own,
      kwargs: {
        ...masked, ...(layer.useAttentionMask && { attention_mask: tensors[tensors.length - 1] }),
        ...(layer.useCausalMask && { use_causal_mask: true }),
        ...(layer.returnAttentionScores && { return_attention_scores: true }),
      },
    };
  }
  if (layer instanceof Recurrent || layer instanceof Bidirectional) {
    const [x, ...states] = tensors;
    return { args: [x], kwargs: { ...masked, ...(states.length > 0 && { initial_state: states }) } };
  }
  return { args: layer instanceof Merge || tensors.length > 1 ? [tensors] : tensors, kwargs: masked };
}

function keras({ ref, shape }: TensorRef): JsonObject {
  return {
    class_name: '__keras_tensor__', config: { shape: [null, ...shape], dtype: 'float32', keras_history: ref },
  };
}

/** All tensors, layer by layer, with their places. */
function tensorsOf(model: Model, layers: readonly Entry[]): WrittenTensor[] {
  const { network, theta, state } = model, counts = new Map<string, number>();
  return network.layers.flatMap((own, i) => {
    const { className, name } = layers[i], snaked = snakeOfClass(className), number = counts.get(snaked) ?? 0;
    counts.set(snaked, number + 1);
    if (own.layer instanceof Normalization) return []; // its state is said in the config
    const root = `layers/${snaked}${number === 0 ? '' : `_${number}`}`, all = [...own.parameters, ...own.state];
    const places = placesOf(own.layer, all.map(({ name: tensor }) => tensor));
    return all.flatMap(({ shape, offset, length }, at): WrittenTensor[] => {
      const placed = places[at], isParameter = at < own.parameters.length;
      if (placed === undefined) return [];
      const part = placed.part === '' ? '' : `${placed.part}_${innerName(own.layer)}/`;
      return [{
        place: `${root}/${placed.place}`, name: `${name}/${part}${placed.name}`, shape, offset, isParameter,
        isTrained: isParameter && own.layer.trainable,
        values: (isParameter ? theta : state).subarray(offset, offset + length),
      }];
    });
  });
}

/** The name that the layer within another one is given. */
function innerName(layer: Layer): string {
  return layer instanceof Bidirectional ? classNameOf(layer.layer.kind).toLowerCase() : '';
}
