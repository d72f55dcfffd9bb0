/**
 * ONNX files as models.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import {
  expectArray, expectBoolean, expectFunction, expectInteger, expectKnownOptions, expectOneOf, expectPlainObject,
  expectUint8Array, rangeError,
} from '../../core/errors.ts';
import { FILES, MAX_BYTES, expectFits } from '../../formats/expectRoom.ts';
import { buildGraph, input, type Graph } from '../../graph/index.ts';
import { activation, type SymbolicTensor } from '../../layers/index.ts';
import { layOut } from '../../plan/index.ts';
import type { Model, ModelOptions } from '../../model/index.ts';
import { LayersModel } from '../../model/layersModel.ts';
import { wholeLibrary } from '../../model/wholeLibrary.ts';
import { refusal } from '../refusal.ts';
import { checkModel } from './checkGraph.ts';
import { folded } from './fold.ts';
import { Operator, type Limits } from './importer.ts';
import { readModel, type GraphMessage, type NodeMessage, type ValueInfo } from './messages.ts';
import { KNOWN, OPERATORS } from './operators/all.ts';
import { ofMerged } from './operators/merged.ts';
import { simplified } from './patterns.ts';
import { isFloatType, toConstant, type ExternalData } from './tensor.ts';
import { quoted } from './utf8.ts';
import { isMerged, plainAxes, productOf, type Constant, type Value } from './values.ts';

/** Numbers for an input. */
export interface GivenConstant {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** What `readOnnx` takes. */
export interface ReadOnnxOptions extends Omit<ModelOptions, 'weights'> {
  /** Gives the bytes of files that lie beside the model, by the location that it names. Default: they are refused. */
  readonly externalData?: ExternalData;
  /** Inputs of the graph that are to be constants, such as weights that a test gives, by name. Default none. */
  readonly constants?: Readonly<Record<string, GivenConstant>>;
  /** Which axis of an input is the batch, by name. Default 0, and 1 where LSTM, GRU or RNN read it at once. */
  readonly batchAxes?: Readonly<Record<string, number>>;
  /** The outputs that the model is to have, by name. Default: all of the file. */
  readonly outputs?: readonly string[];
  /** Whether inputs of four axes are given channels last, as the layers have them. Default false: as the file says. */
  readonly channelsLast?: boolean;
  /** Most elements of an example, or of a constant that the graph makes. Default 2²⁶. */
  readonly maxElements?: number;
  /** Most bytes that the model may take where that is more than 16 times its weights'; default 2²⁸. */
  readonly maxBytes?: number;
  /** Most nodes of the graph. Default 20,000. */
  readonly maxNodes?: number;
}

const OPTIONS = [
  'externalData', 'constants', 'batchAxes', 'outputs', 'channelsLast', 'maxElements', 'maxBytes', 'maxNodes', 'seed',
  'maxBatch', 'kernels', 'name',
];

/**
 * The model of an ONNX file: a graph of layers with its weights, from opset 6 to 28. What no layer covers is refused by
 * the names of its operators.
 *
 *     const net = readOnnx(bytes), y = net.predict(x);
 *
 * The first axis of each input is the batch. Inputs and outputs have the axes of the file, the batch first, images
 * channels first; `channelsLast` takes images as layers have them. An output with the batch and another axis in one has
 * both here. Constants are folded, transpositions moved together, and the rows of a dense layer behind a flattened
 * image are brought into order. A weight that two nodes read becomes two parameters. A file has no state of training.
 *
 * Throws FormatError for bytes that are no such file, hold more than the limits, or have operators without a layer;
 * TypeError or RangeError for options that do not fit. Source: ONNX 1.23 (onnx.proto, Operators.md).
 */
export function readOnnx(bytes: Uint8Array, options: ReadOnnxOptions = {}): Model {
  expectUint8Array('readOnnx', 'bytes', bytes);
  expectKnownOptions('readOnnx', options, OPTIONS);
  const { maxElements = 2 ** 26, externalData, constants = {}, batchAxes = {}, ...others } = options;
  const { channelsLast = false, maxBytes = MAX_BYTES, maxNodes = 20_000, outputs, ...rest } = others;
  expectBoolean('readOnnx', 'channelsLast', channelsLast);
  expectInteger('readOnnx', 'maxElements', maxElements, 1);
  expectInteger('readOnnx', 'maxBytes', maxBytes, 1);
  expectInteger('readOnnx', 'maxNodes', maxNodes, 1);
  if (externalData !== undefined) expectFunction('readOnnx', 'externalData', externalData);
  expectPlainObject('readOnnx', 'constants', constants);
  expectPlainObject('readOnnx', 'batchAxes', batchAxes);
  const message = readModel(bytes), { nodes: { length: nodes } } = message.graph;
  if (nodes > maxNodes) throw new FormatError(`readOnnx: nodes must be at most ${maxNodes} (maxNodes), got ${nodes}`);
  const opset = checkModel(message), graph = simplified(withOutputs(message.graph, outputs));
  const inputs = message.graph.inputs.map(({ name }) => name);
  for (const [name, axis] of Object.entries(batchAxes)) {
    expectOneOf('readOnnx', 'names in batchAxes', name, inputs);
    expectInteger('readOnnx', `batchAxes[${quoted(name)}]`, axis);
  }
  for (const name of Object.keys(constants)) expectOneOf('readOnnx', 'names in constants', name, inputs);
  expectKnownOperators(graph, message.opsets);
  const reading = new Reading(graph, opset, { maxElements }, Math.max(maxElements, bytes.length));
  reading.takeWeights(externalData, new Map(Object.entries(constants)));
  reading.takeInputs(new Map(Object.entries(batchAxes)), channelsLast);
  for (const node of graph.nodes) reading.run(node);
  return reading.finish(rest, maxBytes);
}

/** Those that are asked for, in this order. */
function withOutputs(graph: GraphMessage, names: readonly string[] | undefined): GraphMessage {
  if (names === undefined) return graph;
  expectArray('readOnnx', 'outputs', names);
  if (names.length === 0) throw rangeError('readOnnx: outputs must name at least one, got none');
  const all = graph.outputs.map(({ name }) => name);
  return { ...graph, outputs: names.map((name, i) => {
    expectOneOf('readOnnx', 'names in outputs', name, all);
    if (names.indexOf(name) < i) throw rangeError(`readOnnx: outputs must name each once, got ${quoted(name)} twice`);
    return graph.outputs[all.indexOf(name)];
  }) };
}

/** All that is not known at once. */
function expectKnownOperators({ nodes }: GraphMessage, opsets: ReadonlyMap<string, number>): void {
  const unknown = new Map<string, string[]>();
  for (const { op, domain, name, outputs } of nodes) {
    if (domain === '' && KNOWN.includes(op)) continue;
    const what = domain === '' ? op : `${domain}:${op} (version ${opsets.get(domain) ?? 0})`;
    unknown.set(what, [...unknown.get(what) ?? [], name === '' ? outputs[0] ?? '' : name]);
  }
  if (unknown.size === 0) return;
  const got = [...unknown].slice(0, 20).map(([what, names]) =>
    `${quoted(what)} × ${names.length} (${names.slice(0, 3).map(quoted).join(', ')})`);
  throw new FormatError(`readOnnx: operators must be among ${KNOWN.join(', ')}, got ${got.join(', ')}`);
}

const RECURRENT: readonly string[] = ['LSTM', 'GRU', 'RNN'];

/** A graph while it is read. */
class Reading {
  readonly #graph: GraphMessage;
  readonly #opset: number;
  readonly #limits: Limits;
  readonly #values = new Map<string, Value>();
  readonly #used: ReadonlySet<string>;
  readonly #inputs: { readonly name: string; readonly tensor: SymbolicTensor }[] = [];
  #batch: number | undefined;
  #weightBytes = 0;

  /** How many elements all constants that the graph makes may still have. */
  #elementsLeft: number;

  constructor(graph: GraphMessage, opset: number, limits: Limits, mostElements: number) {
    this.#graph = graph;
    this.#elementsLeft = mostElements;
    this.#opset = opset;
    this.#limits = limits;
    this.#used = new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  }

  takeWeights(
    external: ExternalData | undefined, given: ReadonlyMap<string, GivenConstant>,
  ): void {
    for (const tensor of this.#graph.initializers) {
      const constant = toConstant(tensor, external);
      this.#values.set(tensor.name, constant);
      this.#weightBytes += 4 * constant.data.length;
    }
    for (const [name, { shape, data }] of given) {
      const info = this.#graph.inputs.find((one) => one.name === name);
      if (info === undefined || productOf(shape) !== data.length) {
        const got = quoted(name);
        throw new FormatError(`readOnnx: constants must be inputs of the graph and of their shape, got ${got}`);
      }
      const isFloat = isFloatType(info.type) !== false;
      const numbers = isFloat ? Float32Array.from(data) : Float64Array.from(data);
      this.#values.set(name, { dims: [...shape], isFloat, data: numbers });
    }
  }

  takeInputs(batchAxes: ReadonlyMap<string, number>, channelsLast: boolean): void {
    for (const info of this.#graph.inputs) {
      if (this.#values.has(info.name)) continue;
      const { name, dims } = info, given = batchAxes.get(name);
      if (dims === undefined || dims.length === 0) throw wrongInput(info, 'have axes, the batch among them', 'none');
      const batch = given ?? (this.#isReadByRecurrent(name) ? 1 : 0);
      expectInteger('readOnnx', `batchAxes.${name}`, batch, 0, dims.length - 1);
      const shape = dims.filter((_, axis) => axis !== batch).map((size) => {
        if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 1) return size;
        throw wrongInput(info, 'have sizes that are known but for the batch', `${size}`);
      });
      if (!(productOf(shape) <= this.#limits.maxElements)) {
        throw wrongInput(info, `have at most ${this.#limits.maxElements} elements an example`, shape.join(' × '));
      }
      if (isFloatType(info.type) === undefined) throw wrongInput(info, 'be of numbers', `type ${info.type}`);
      const declared = dims[batch], isImage = channelsLast && dims.length === 4 && batch === 0;
      if (typeof declared === 'number') this.#batch ??= declared;
      const own = shape.length === 0 ? [1] : isImage ? [shape[1], shape[2], shape[0]] : shape;
      const tensor = input({ shape: own, name });
      this.#inputs.push({ name, tensor });
      this.#values.set(name, { tensor, axes: isImage ? [0, 3, 1, 2] : plainAxes(dims.length, batch) });
    }
  }

  #isReadByRecurrent(name: string): boolean {
    const readers = this.#graph.nodes.filter(({ inputs }) => inputs.includes(name));
    return readers.length > 0 && readers.every((node) => RECURRENT.includes(node.op)
      && (node.inputs[0] === name || node.inputs.indexOf(name) > 4) && node.attributes.get('layout')?.int !== 1);
  }

  run(node: NodeMessage): void {
    const at = new Operator({
      node, opset: this.#opset, batch: this.#batch, limits: this.#limits,
      inputs: node.inputs.map((name) => (name === '' ? undefined : this.#values.get(name))),
      isUsed: node.outputs.map((name) => name !== '' && this.#used.has(name)),
    });
    if (node.inputs.length === 0 && node.op !== 'Constant') throw at.fail('have inputs', 'none');
    const constant = folded(at), read = OPERATORS.get(node.op);
    if (constant !== undefined) this.#count(constant, at);
    if (constant !== undefined) this.#give(node, [constant]);
    else if (read === undefined) throw at.fail('have inputs that are known', 'others');
    else this.#give(node, at.carriedOut(() => ofMerged(at, read) ?? read(at)));
  }

  /** Many small nodes may make much of little: each constant is within its limit, and so must all of them be. */
  #count({ data, isUniform }: Constant, at: Operator): void {
    this.#elementsLeft -= isUniform === true ? 1 : data.length;
    if (this.#elementsLeft < 0) throw at.fail('make constants of no more elements in all (maxElements)', 'more');
  }

  #give({ outputs }: NodeMessage, values: readonly Value[]): void {
    outputs.forEach((name, i) => { if (name !== '' && values[i] !== undefined) this.#values.set(name, values[i]); });
  }

  finish(options: Omit<ModelOptions, 'weights'>, maxBytes: number): Model {
    const outputs = this.#graph.outputs.map(({ name }) => this.#output(name));
    let graph: Graph;
    try {
      graph = buildGraph('readOnnx', this.#inputs.map(({ tensor }) => tensor), outputs, {
        inputNames: this.#inputs.map(({ name }) => name), outputNames: this.#graph.outputs.map(({ name }) => name),
      });
    } catch (error) {
      throw refusal(error);
    }
    const network = layOut(graph), { maxBatch = 128 } = options;
    expectInteger('readOnnx', 'maxBatch', maxBatch, 1);
    expectFits('readOnnx', network, maxBatch, Math.max(maxBytes, FILES * this.#weightBytes));
    return new LayersModel('model', network, options, wholeLibrary);
  }

  /** A tensor that a layer of its own gives, its axes those of the file. */
  #output(name: string): SymbolicTensor {
    const given = this.#values.get(name), value = isMerged(given) ? given.inner : given, node: NodeMessage = {
      name, op: 'output', domain: '', inputs: [name], outputs: [], attributes: new Map(),
    };
    const at = new Operator({
      node, opset: this.#opset, batch: this.#batch, limits: this.#limits, inputs: [value], isUsed: [],
    });
    const { tensor } = at.settled(at.traced(0));
    return tensor.call === undefined ? at.apply(activation('linear'), [tensor])[0] : tensor;
  }
}

function wrongInput({ name }: ValueInfo, wanted: string, got: string): FormatError {
  return new FormatError(`readOnnx: input ${quoted(name)} must ${wanted}, got ${got}`);
}
