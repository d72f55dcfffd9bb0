/**
 * The messages of ONNX as plain data: models, graphs, nodes, attributes, tensors and types.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { textOf, quoted } from './utf8.ts';
import { numbersOf, readFields, type Field, type Wire } from './wire.ts';

export interface ModelMessage {
  readonly irVersion: number;
  readonly producer: string;
  /** Versions of the sets of operators by domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: GraphMessage;
  /** How many functions it defines. */
  readonly functions: number;
}

export interface GraphMessage {
  readonly name: string;
  readonly nodes: readonly NodeMessage[];
  readonly initializers: readonly TensorMessage[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** How many initializers are sparse. */
  readonly sparse: number;
}

export interface NodeMessage {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface Attribute {
  readonly type: number;
  readonly float: number;
  readonly int: number;
  readonly text: string;
  readonly tensor: TensorMessage | undefined;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly texts: readonly string[];
}

/** One that has what is given, and for the rest nothing. */
export function attribute(given: Partial<Attribute>): Attribute {
  return { type: 0, float: 0, int: 0, text: '', tensor: undefined, floats: [], ints: [], texts: [], ...given };
}

/** A tensor whose numbers are still bytes. */
export interface TensorMessage {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: number;
  readonly raw: Uint8Array | undefined;
  /** Numbers of its typed fields: float_data, int32_data, int64_data, double_data, uint64_data. */
  readonly typed: ReadonlyMap<number, readonly number[]>;
  readonly isExternal: boolean;
  readonly external: ReadonlyMap<string, string>;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: number;
  /** A size, the name of one, or undefined where it is not known; undefined as a whole for an unknown rank. */
  readonly dims: readonly (number | string | undefined)[] | undefined;
}

/** Throws FormatError for bytes that are no such message. */
export function readModel(bytes: Uint8Array): ModelMessage {
  const opsets = new Map<string, number>();
  let irVersion = 0, producer = '', graph: GraphMessage | undefined, functions = 0;
  readFields(bytes, 'the model of these bytes', {
    1: (field) => { irVersion = int(field); },
    2: (field) => { producer = textOf(field.bytes, 'the producer'); },
    7: (field) => {
      if (graph !== undefined) throw new FormatError('readOnnx: the model must have one graph, got a second one');
      graph = readGraph(field.bytes);
    },
    8: (field) => {
      let domain = '', version = 0;
      readFields(field.bytes, 'an import of operators', {
        1: (inner) => { domain = textOf(inner.bytes, 'a domain'); },
        2: (inner) => { version = int(inner); },
      });
      opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    },
    25: () => { functions++; },
  });
  if (graph === undefined) throw new FormatError('readOnnx: the model must have a graph, got none');
  return { irVersion, producer, opsets, graph, functions };
}

function readGraph(bytes: Uint8Array): GraphMessage {
  const nodes: NodeMessage[] = [], initializers: TensorMessage[] = [], inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  let name = '', sparse = 0;
  readFields(bytes, 'the graph', {
    1: (field) => { nodes.push(readNode(field.bytes)); },
    2: (field) => { name = textOf(field.bytes, 'the name of the graph'); },
    5: (field) => { initializers.push(readTensor(field.bytes)); },
    11: (field) => { inputs.push(readValueInfo(field.bytes)); },
    12: (field) => { outputs.push(readValueInfo(field.bytes)); },
    15: () => { sparse++; },
  });
  return { name, nodes, initializers, inputs, outputs, sparse };
}

function readNode(bytes: Uint8Array): NodeMessage {
  const inputs: string[] = [], outputs: string[] = [], attributes = new Map<string, Attribute>();
  let name = '', op = '', domain = '';
  readFields(bytes, 'a node', {
    1: (field) => { inputs.push(textOf(field.bytes, 'the name of an input')); },
    2: (field) => { outputs.push(textOf(field.bytes, 'the name of an output')); },
    3: (field) => { name = textOf(field.bytes, 'the name of a node'); },
    4: (field) => { op = textOf(field.bytes, 'the name of an operator'); },
    5: (field) => {
      const [key, attribute] = readAttribute(field.bytes);
      if (attributes.has(key)) {
        throw new FormatError(`readOnnx: attributes of a node must differ, got ${quoted(key)} twice`);
      }
      attributes.set(key, attribute);
    },
    7: (field) => { domain = textOf(field.bytes, 'a domain'); },
  });
  return { name, op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes };
}

/** Of graphs, which belong to operators that are not known, it keeps the type alone. */
function readAttribute(bytes: Uint8Array): [string, Attribute] {
  const where = 'an attribute', floats: number[] = [], ints: number[] = [], texts: string[] = [];
  let name = '', type = 0, float = 0, whole = 0, text = '', tensor: TensorMessage | undefined, seen = 0;
  readFields(bytes, where, {
    1: (field) => { name = textOf(field.bytes, where); },
    2: (field) => { float = real(field); seen = 1; },
    3: (field) => { whole = int(field); seen = 2; },
    4: (field) => { text = textOf(field.bytes, where); seen = 3; },
    5: (field) => { tensor = readTensor(field.bytes); seen = 4; },
    6: () => { seen = 5; },
    7: (field) => { append(floats, numbersOf(field, where, (wire) => wire.float())); seen = 6; },
    8: (field) => { append(ints, numbersOf(field, where, (wire) => wire.varint())); seen = 7; },
    9: (field) => { texts.push(textOf(field.bytes, where)); seen = 8; },
    11: () => { seen = 10; },
    20: (field) => { type = int(field); },
  });
  if (type !== 0 && seen !== 0 && seen !== type) {
    throw new FormatError(`readOnnx: attribute ${quoted(name)} must hold what its type ${type} says, got type ${seen}`);
  }
  return [name, { type: type === 0 ? seen : type, float, int: whole, text, tensor, floats, ints, texts }];
}

/** The fields of numbers, and how each of theirs is written. */
const TYPED: readonly (readonly [number, (wire: Wire) => number])[] = [
  [4, (wire) => wire.float()], [5, (wire) => wire.varint()], [7, (wire) => wire.varint()],
  [10, (wire) => wire.double()], [11, (wire) => wire.varint()],
];

export function readTensor(bytes: Uint8Array): TensorMessage {
  const where = 'a tensor', dims: number[] = [], typed = new Map<number, number[]>();
  const external = new Map<string, string>();
  let name = '', type = 0, raw: Uint8Array | undefined, isExternal = false;
  const take: Record<number, (field: Field) => void> = {
    1: (field) => { append(dims, numbersOf(field, where, (wire) => wire.varint())); },
    2: (field) => { type = int(field); },
    8: (field) => { name = textOf(field.bytes, 'the name of a tensor'); },
    9: (field) => { raw = field.bytes; },
    13: (field) => {
      let key = '', value = '';
      readFields(field.bytes, 'external data', {
        1: (inner) => { key = textOf(inner.bytes, 'external data'); },
        2: (inner) => { value = textOf(inner.bytes, 'external data'); },
      });
      external.set(key, value);
    },
    14: (field) => { isExternal = int(field) === 1; },
  };
  for (const [number, next] of TYPED) {
    take[number] = (field) => {
      const numbers = typed.get(number) ?? [];
      append(numbers, numbersOf(field, where, next));
      typed.set(number, numbers);
    };
  }
  readFields(bytes, where, take);
  return { name, dims, type, raw, typed, isExternal, external };
}

function readValueInfo(bytes: Uint8Array): ValueInfo {
  const where = 'the type of a value';
  let name = '', type = 0, dims: (number | string | undefined)[] | undefined, isTensor = false;
  readFields(bytes, where, {
    1: (field) => { name = textOf(field.bytes, 'the name of a value'); },
    2: (field) => readFields(field.bytes, where, {
      1: (tensor) => {
        isTensor = true;
        readFields(tensor.bytes, where, {
          1: (inner) => { type = int(inner); },
          2: (inner) => { dims = readDims(inner.bytes); },
        });
      },
    }),
  });
  if (isTensor) return { name, type, dims };
  throw new FormatError(`readOnnx: value ${quoted(name)} must be a tensor, got another kind`);
}

function readDims(bytes: Uint8Array): (number | string | undefined)[] {
  const dims: (number | string | undefined)[] = [];
  readFields(bytes, 'a shape', {
    1: (field) => {
      let dim: number | string | undefined;
      readFields(field.bytes, 'a dimension', {
        1: (inner) => { dim = int(inner); },
        2: (inner) => { dim = textOf(inner.bytes, 'a dimension'); },
      });
      dims.push(dim);
    },
  });
  return dims;
}

function append(numbers: number[], more: readonly number[]): void {
  for (const number of more) numbers.push(number);
}

/** A field of whole numbers. */
function int({ number, value }: Field): number {
  if (value !== undefined && Number.isInteger(value)) return value;
  throw new FormatError(`readOnnx: field ${number} must hold a whole number, got other bytes`);
}

function real({ number, value }: Field): number {
  if (value !== undefined) return value;
  throw new FormatError(`readOnnx: field ${number} must hold a number, got bytes`);
}
