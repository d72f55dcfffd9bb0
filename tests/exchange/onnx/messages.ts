/**
 * ONNX files by hand, some of them of bytes that lie.
 */
import { Message } from '../../../lib/exchange/onnx/wire.ts';

interface Attributes {
  readonly [name: string]: number | readonly number[];
}

/** An operator; its attributes are whole numbers, or lists of some. */
export function node(
  op: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes = {},
): Message {
  const message = new Message();
  for (const name of inputs) message.text(1, name);
  for (const name of outputs) message.text(2, name);
  message.text(4, op);
  for (const [name, value] of Object.entries(attributes)) {
    const own = new Message().text(1, name);
    message.message(5, typeof value === 'number' ? own.int(3, value).int(20, 2) : own.packed(8, value).int(20, 7));
  }
  return message;
}

/** Sizes of what is given or comes out, a text standing for one that is open. */
function info(name: string, sizes: readonly (number | string)[]): Message {
  const shape = new Message();
  for (const size of sizes) {
    shape.message(1, typeof size === 'number' ? new Message().int(1, size) : new Message().text(2, size));
  }
  const tensor = new Message().int(1, 1).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

interface Given {
  readonly nodes?: readonly Message[];
  readonly tensors?: readonly Message[];
  readonly input?: readonly (number | string)[];
  readonly outputs?: readonly string[];
  readonly opset?: number;
}

/** A file with an input x and an output y, and others. */
export function file(
  { nodes = [node('Relu', ['x'], ['y'])], tensors = [], input = [1, 2], outputs = ['y'], opset = 17 }: Given,
): Uint8Array {
  const graph = new Message();
  for (const each of nodes) graph.message(1, each);
  graph.text(2, 'g');
  for (const tensor of tensors) graph.message(5, tensor);
  graph.message(11, info('x', input));
  for (const name of outputs) graph.message(12, info(name, input));
  return new Message().int(1, 8).message(7, graph).message(8, new Message().int(2, opset)).toBytes();
}

/** An initializer of binary32, of so many bytes of 0. */
export function zeros(name: string, dims: readonly number[], bytes: number): Message {
  return tensor(name, dims, 1, new Uint8Array(bytes));
}

/** An initializer of binary32. */
export function floats(name: string, dims: readonly number[], values: readonly number[]): Message {
  return tensor(name, dims, 1, new Uint8Array(Float32Array.from(values).buffer));
}

/** A list of whole numbers. */
export function integers(name: string, values: readonly number[]): Message {
  return tensor(name, [values.length], 7, new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
}

function tensor(name: string, dims: readonly number[], type: number, bytes: Uint8Array): Message {
  const message = new Message();
  for (const size of dims) message.int(1, size);
  return message.int(2, type).text(8, name).bytes(9, bytes);
}
