/**
 * Models as ONNX files.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { expectKnownOptions, expectString } from '../../core/errors.ts';
import type { Parameter } from '../../core/parameter.ts';
import type { GraphNode, Value } from '../../graph/index.ts';
import type { Layer } from '../../layers/index.ts';
import { expectModel } from '../../model/expectModel.ts';
import type { Model } from '../../model/index.ts';
import { writeActivation } from './layers/activations.ts';
import { ATTENTION } from './layers/attention.ts';
import { BASIC } from './layers/basic.ts';
import { RECURRENT } from './layers/recurrent.ts';
import type { Call, Weight, Write } from './layers/row.ts';
import { SHAPES } from './layers/shapes.ts';
import { WINDOWS } from './layers/windows.ts';
import { Exporter, plainOut, valueInfo, type Out } from './exporter.ts';
import { Message } from './wire.ts';

const IR_VERSION = 8, OPSET = 17;
/** A message ends before 2³¹ bytes. */
const MOST_BYTES = 2 ** 31 - 1;

const WRITERS: ReadonlyMap<string, Write> = new Map([...BASIC, ...WINDOWS, ...SHAPES, ...RECURRENT, ...ATTENTION]);

/** The layers that read masks, which ONNX has none of. */
const READ_MASKS: readonly string[] = [
  'lstm', 'gru', 'simpleRNN', 'bidirectional', 'globalAveragePooling1D', 'multiHeadAttention', 'timeDistributed',
];

/** What `writeOnnx` takes. */
export interface WriteOnnxOptions {
  /** What the graph is called. Default the model's name, or 'model'. */
  readonly graphName?: string;
}

/**
 * A model as an ONNX file, IR version 8 and opset 17, which ONNX Runtime reads from 1.12 on: the graph of its layers
 * with their weights, as it predicts.
 *
 *     const bytes = writeOnnx(net);
 *
 * Inputs and outputs have the axes of the layers behind the batch, images channels last; transpositions stand inside.
 * Inputs that only embeddings read are of 64-bit integers. An activation of one's own is written instruction by
 * instruction. Dropout and noise are left out. Training does not travel: no optimizer, loss, frozen layers or
 * regularizers. Throws TypeError for what is no model, and FormatError for layers and masks that ONNX has no operators
 * for. Source: ONNX 1.12 (onnx.proto, Operators.md).
 */
export function writeOnnx(model: Model, options: WriteOnnxOptions = {}): Uint8Array {
  expectModel('writeOnnx', model);
  expectKnownOptions('writeOnnx', options, ['graphName']);
  const { graphName = model.name ?? 'model' } = options;
  expectString('writeOnnx', 'graphName', graphName);
  if (graphName === '') throw new FormatError('writeOnnx: graphName must be a name, got none');
  const size = 4 * (model.theta.length + model.state.length);
  if (size > MOST_BYTES) throw new FormatError(`writeOnnx: weights must have at most ${MOST_BYTES} bytes, got ${size}`);
  return new Writing(model).bytes(graphName);
}

class Writing {
  readonly #model: Model;
  readonly #e: Exporter;
  readonly #values = new Map<Value, Out>();

  constructor(model: Model) {
    const { graph } = model.network;
    expectKnown(graph.nodes);
    this.#model = model;
    this.#e = new Exporter([...graph.inputNames, ...graph.outputNames]);
  }

  bytes(graphName: string): Uint8Array {
    const { graph } = this.#model.network, { inputs, inputNames, outputs, outputNames, nodes } = graph, e = this.#e;
    inputs.forEach((value, i) => this.#values.set(value, plainOut(inputNames[i], value.shape)));
    for (const node of nodes) this.#write(node);
    e.at = 'outputs';
    const names = outputNames.map((name) => (inputNames.includes(name) ? e.fresh(name) : name));
    outputs.forEach((value, i) => e.op('Identity', [e.plain(this.#out(value))], {}, names[i]));
    const message = new Message();
    for (const node of e.nodes) message.message(1, node);
    message.text(2, graphName);
    for (const tensor of e.tensors) message.message(5, tensor);
    inputs.forEach((value, i) => message.message(11, valueInfo(inputNames[i], value.shape, isIds(nodes, value))));
    outputs.forEach(({ shape }, i) => message.message(12, valueInfo(names[i], shape, false)));
    const opset = new Message().text(1, '').int(2, OPSET);
    return new Message().int(1, IR_VERSION).text(2, 'bitgrad').message(7, message).message(8, opset).toBytes();
  }

  #out(value: Value): Out {
    const out = this.#values.get(value);
    if (out === undefined) throw new Error('writeOnnx: a value is read before it is written');
    return out;
  }

  #write({ of, part, inputs, masks, outputs }: GraphNode): void {
    const e = this.#e, { layer, name } = of;
    e.at = name;
    if (part === 'mask') return;
    if (part === 'activation') {
      const { activation } = layer;
      if (activation === undefined) throw new Error('writeOnnx: a layer has no activation');
      outputs.forEach((value, i) =>
        this.#values.set(value, writeActivation(e, activation, this.#out(inputs[i]), value.shape)));
      return;
    }
    if (READ_MASKS.includes(layer.kind) && masks.some((mask) => mask !== undefined)) {
      throw e.fail('read no mask: ONNX has none; give sequences of full length', `a mask of ${layer.kind}`);
    }
    const results = this.#layer(layer, {
      inputs: inputs.map((value) => this.#out(value)), inputShapes: inputs.map(({ shape }) => shape),
      outputShapes: outputs.map(({ shape }) => shape), weight: (tensor) => this.#weight(name, tensor),
      within: (inner, call) => this.#layer(inner, call),
    });
    outputs.forEach((value, i) => this.#values.set(value, results[i]));
  }

  #layer(layer: Layer, call: Call): readonly Out[] {
    const write = WRITERS.get(layer.kind);
    if (write === undefined) throw this.#e.fail('be one that ONNX has operators for', `'${layer.kind}'`);
    return write(this.#e, layer, call);
  }

  #weight(layer: string, tensor: string): Weight | undefined {
    const { network, theta, state } = this.#model, own = network.layers.find(({ name }) => name === layer);
    const cut = (all: Float32Array, found: Parameter | undefined): Weight | undefined =>
      found && { shape: found.shape, data: all.slice(found.offset, found.offset + found.length) };
    const named = ({ name }: Parameter): boolean => name === tensor;
    return cut(theta, own?.parameters.find(named)) ?? cut(state, own?.state.find(named));
  }
}

/** Throws FormatError that names all layers without a writer. */
function expectKnown(nodes: readonly GraphNode[]): void {
  const unknown = [...new Set(nodes.map(({ of }) => of))].filter(({ layer }) => !WRITERS.has(layer.kind));
  if (unknown.length === 0) return;
  const got = unknown.slice(0, 20).map(({ name, layer }) => `'${name}' (${layer.kind})`).join(', ');
  throw new FormatError(`writeOnnx: layers must be of kind ${[...WRITERS.keys()].join(', ')}, got ${got}`);
}

/** Whether only embeddings read it. */
function isIds(nodes: readonly GraphNode[], value: Value): boolean {
  const readers = nodes.filter(({ part, inputs, masks }) =>
    part !== 'mask' && (inputs.includes(value) || masks.includes(value)));
  return readers.length > 0 && readers.every(({ of: { layer } }) => layer.kind === 'embedding');
}
