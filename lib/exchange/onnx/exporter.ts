/**
 * A graph of ONNX while it is written: its nodes and tensors, and the order in which axes stand.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import type { Shape } from '../../core/shape.ts';
import { plainAxes } from './values.ts';
import { Message } from './wire.ts';

/** A tensor by its name: for each of its axes which one of ours it is, 0 being the batch. */
export interface Out {
  readonly name: string;
  readonly order: readonly number[];
}

/** A text is an attribute of text; a list of whole numbers, ints; `real` makes a number a float. */
export type Attributes = Readonly<Record<
  string, string | number | readonly number[] | Real | readonly string[] | Reals
>>;

/** A number that is written as a float. */
export interface Real {
  readonly real: number;
}

/** The same of a list. */
export interface Reals {
  readonly reals: readonly number[];
}

export const real = (number: number): Real => ({ real: number });

const FLOAT = 1, INT64 = 7;

export class Exporter {
  readonly #nodes: Message[] = [];
  readonly #tensors: Message[] = [];
  readonly #known = new Set<string>();
  readonly #turned = new Map<string, Out>();
  #count = 0;
  /** What is written now, for messages and names. */
  at = '';

  /** `taken` are names of inputs and outputs. */
  constructor(taken: readonly string[]) {
    for (const name of taken) this.#known.add(name);
  }

  /** A node, and the name of its output, or of several. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}, output: string = this.#fresh(type)): string {
    this.ops(type, inputs, [output], attributes);
    return output;
  }

  /** A node of several outputs; '' is one that nobody needs. */
  ops(type: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes = {}): void {
    const node = new Message();
    for (const name of inputs) node.text(1, name);
    for (const name of outputs) node.text(2, name);
    node.text(3, outputs.find((name) => name !== '') ?? type).text(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attributeOf(name, value));
    this.#nodes.push(node);
  }

  /** A name that nothing has. */
  fresh(what: string): string {
    return this.#fresh(what);
  }

  #fresh(what: string): string {
    let name;
    do name = `${this.at}/${what}_${this.#count++}`; while (this.#known.has(name));
    this.#known.add(name);
    return name;
  }

  /** Numbers as an initializer; one of the same name is made once. */
  floats(name: string, dims: Shape, data: ArrayLike<number>): string {
    const whole = `${this.at}/${name}`;
    if (this.#known.has(whole)) return whole;
    this.#known.add(whole);
    const bytes = new Uint8Array(4 * data.length), view = new DataView(bytes.buffer);
    for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i], true);
    this.#tensors.push(tensorOf(whole, dims, FLOAT, bytes));
    return whole;
  }

  /** One number, of no axes. */
  scalar(value: number): string {
    return this.floats(`constant ${Object.is(value, -0) ? '-0' : value}`, [], [value]);
  }

  /** Whole numbers of 64 bits. */
  ints(data: readonly number[]): string {
    const whole = `ints ${data.join(' ')}`;
    if (this.#known.has(whole)) return whole;
    this.#known.add(whole);
    const bytes = new Uint8Array(8 * data.length), view = new DataView(bytes.buffer);
    data.forEach((value, i) => view.setBigInt64(8 * i, BigInt(value), true));
    this.#tensors.push(tensorOf(whole, [data.length], INT64, bytes));
    return whole;
  }

  /** The tensor with its axes in an order, which costs a node where it has another. */
  ordered(value: Out, order: readonly number[]): string {
    if (`${value.order}` === `${order}`) return value.name;
    const key = `${order} of ${value.name}`, known = this.#turned.get(key);
    if (known !== undefined) return known.name;
    const perm = order.map((axis) => value.order.indexOf(axis));
    const name = this.op('Transpose', [value.name], { perm });
    this.#turned.set(key, { name, order });
    return name;
  }

  /** With its axes as ours. */
  plain(value: Out): string {
    return this.ordered(value, plainAxes(value.order.length, 0));
  }

  /** Under another shape of an example. */
  reshaped(name: string, shape: Shape): string {
    return this.op('Reshape', [name, this.ints([0, ...shape])]);
  }

  get nodes(): readonly Message[] {
    return this.#nodes;
  }

  get tensors(): readonly Message[] {
    return this.#tensors;
  }

  /** What is thrown where ONNX has nothing for it. */
  fail(wanted: string, got: string): FormatError {
    return new FormatError(`writeOnnx: layer '${this.at}' must ${wanted}, got ${got}`);
  }
}

/** A tensor in our order. */
export function plainOut(name: string, shape: Shape): Out {
  return { name, order: plainAxes(shape.length + 1, 0) };
}

function tensorOf(name: string, dims: Shape, type: number, bytes: Uint8Array): Message {
  const tensor = new Message();
  for (const size of dims) tensor.int(1, size);
  return tensor.int(2, type).text(8, name).bytes(9, bytes);
}

function attributeOf(name: string, value: Attributes[string]): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'string') return message.text(4, value).int(20, 3);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if ('real' in value) return message.float(2, value.real).int(20, 1);
  if ('reals' in value) {
    for (const one of value.reals) message.float(7, one);
    return message.int(20, 6);
  }
  const texts = value.filter((one) => typeof one === 'string');
  if (texts.length > 0) {
    for (const text of texts) message.text(9, text);
    return message.int(20, 8);
  }
  return message.packed(8, value.filter((one) => typeof one === 'number')).int(20, 7);
}

/** The type of an input or an output: sizes of an example behind the batch. */
export function valueInfo(name: string, shape: Shape, isWhole: boolean): Message {
  const dims = new Message().message(1, new Message().text(2, 'batch'));
  for (const size of shape) dims.message(1, new Message().int(1, size));
  const tensor = new Message().int(1, isWhole ? INT64 : FLOAT).message(2, dims);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
