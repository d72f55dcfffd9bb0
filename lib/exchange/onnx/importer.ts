/**
 * What operators are given while a graph is read: its values so far, and how layers come into being.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { formatShape, sizeOf } from '../../core/shape.ts';
import { activation, permute, reshape, type Activation, type Layer, type SymbolicTensor } from '../../layers/index.ts';
import { callLayer } from '../../layers/layer.ts';
import { refusal } from '../refusal.ts';
import { attribute, type Attribute, type NodeMessage } from './messages.ts';
import { quoted } from './utf8.ts';
import {
  floatsOf, isConstant, isMerged, isTraced, plainAxes, productOf, type Constant, type Traced, type Value,
} from './values.ts';

/** Sizes beyond which a file is refused, though it is sound. */
export interface Limits {
  readonly maxElements: number;
}

/** A node as its operator is given it. */
export class Operator {
  readonly node: NodeMessage;
  readonly opset: number;
  readonly inputs: readonly (Value | undefined)[];
  /** Whether anything reads the output. */
  readonly isUsed: readonly boolean[];
  /** Sizes of the batch that the inputs of the graph declare, where they do. */
  readonly batch: number | undefined;
  readonly limits: Limits;

  constructor(options: Pick<Operator, 'node' | 'opset' | 'inputs' | 'isUsed' | 'batch' | 'limits'>) {
    this.node = options.node;
    this.opset = options.opset;
    this.inputs = options.inputs;
    this.isUsed = options.isUsed;
    this.batch = options.batch;
    this.limits = options.limits;
  }

  /** The same operator with other inputs and, by name, other attributes. */
  given(
    inputs: readonly (Value | undefined)[], attributes: Readonly<Record<string, Partial<Attribute>>> = {},
  ): Operator {
    const { node, opset, isUsed, batch, limits } = this;
    const changed = Object.entries(attributes).map(([name, given]) => [name, attribute(given)] as const);
    return new Operator({
      node: { ...node, attributes: new Map([...node.attributes, ...changed]) }, opset, inputs, isUsed, batch, limits,
    });
  }

  get who(): string {
    const { name, op, outputs } = this.node;
    return `readOnnx: ${op} ${quoted(name === '' ? outputs[0] ?? '' : name)}`;
  }

  /** What is thrown where the layers have nothing for it. */
  fail(wanted: string, got: string): FormatError {
    return new FormatError(`${this.who} must ${wanted}, got ${got}`);
  }

  int(name: string, standard: number): number {
    return this.node.attributes.get(name)?.int ?? standard;
  }

  float(name: string, standard: number): number {
    return this.node.attributes.get(name)?.float ?? standard;
  }

  text(name: string, standard: string): string {
    const attribute = this.node.attributes.get(name);
    return attribute === undefined ? standard : attribute.text;
  }

  ints(name: string): readonly number[] | undefined {
    return this.node.attributes.get(name)?.ints;
  }

  /** An input that must be known. */
  constant(i: number, what: string): Constant {
    const value = this.inputs[i];
    if (isConstant(value)) return value;
    const got = value === undefined ? 'none' : 'a computed one';
    throw this.fail(`have ${what} that is known, as an initializer is`, got);
  }

  /** An input that must be known where there is one. */
  optional(i: number, what: string): Constant | undefined {
    return this.inputs[i] === undefined ? undefined : this.constant(i, what);
  }

  /** An input that layers give. */
  traced(i: number): Traced {
    const value = this.inputs[i];
    if (isTraced(value)) return value;
    if (isMerged(value)) throw this.fail('have the batch apart', 'it and another axis as one');
    const got = value === undefined ? 'none' : 'a constant';
    throw this.fail(`have an input ${i} that depends on those of the graph`, got);
  }

  /** The numbers of a constant as binary32. */
  floats(constant: Constant): Float32Array {
    this.expectElements(productOf(constant.dims), 'a constant');
    return floatsOf(constant);
  }

  /** Refuses outputs beyond the first that something reads. */
  only(count: number): void {
    const extra = this.isUsed.findIndex((isUsed, i) => isUsed && i >= count);
    if (extra >= 0) throw this.fail(`have ${count} outputs that are used`, quoted(this.node.outputs[extra]));
  }

  expectElements(count: number, what: string): void {
    const { maxElements } = this.limits;
    if (count <= maxElements) return;
    throw this.fail(`have at most ${maxElements} elements in ${what} (option maxElements)`, `${count}`);
  }

  /** What comes of it. Throws FormatError where a layer refuses the numbers of the file. */
  carriedOut<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw refusal(error, `${this.who} makes no layer: `);
    }
  }

  /** What a layer gives; `first` are its parameters, then its state. */
  apply(layer: Layer, inputs: readonly SymbolicTensor[], first?: readonly Float32Array[]): readonly SymbolicTensor[] {
    const outputs = callLayer(layer, inputs, first && { first: () => first });
    for (const { shape } of outputs) this.expectElements(sizeOf(shape), 'its output');
    if (first !== undefined) {
      const [{ shape }] = inputs, specs = [
        ...layer.parameters(shape, inputs.map((input) => input.shape)), ...layer.state(shape),
      ];
      const wrong = specs.findIndex((spec, i) => sizeOf(spec.shape) !== first[i]?.length);
      if (wrong >= 0 || specs.length !== first.length) {
        const { name = '', shape: wanted = [] } = specs[wrong] ?? {};
        throw this.fail(`have ${name} of shape ${formatShape(wanted)}`, `${first[wrong]?.length} numbers`);
      }
    }
    return outputs;
  }

  /** An activation, element by element. */
  activated(value: Traced, given: Activation | string, isNotNegative = false): Traced {
    const layer = activation(given as Activation);
    return { ...kept(value), tensor: this.apply(layer, [value.tensor])[0], isNotNegative };
  }

  /** The value with its axes in the order of the file, but for the batch, which is first. */
  settled(value: Traced): Traced {
    const { axes, flat } = value, { tensor: { shape } } = value, batch = axes.indexOf(0);
    if (flat !== undefined) return this.#unflattened(value, flat);
    const named = axes.filter((axis) => axis > 0);
    const others = shape.map((_, i) => i + 1).filter((i) => !named.includes(i));
    let { tensor } = value;
    const dims = [...named, ...others];
    if (dims.some((axis, i) => axis !== i + 1)) [tensor] = this.apply(permute({ dims }), [tensor]);
    const sizes = axes.filter((axis) => axis !== 0).map((axis) => (axis > 0 ? shape[axis - 1] : 1));
    const wanted = sizes.length === 0 ? [1] : sizes;
    if (formatShape(wanted) !== formatShape(tensor.shape)) {
      [tensor] = this.apply(reshape({ targetShape: wanted }), [tensor]);
    }
    return { ...kept(value), tensor, axes: plainAxes(axes.length, batch) };
  }

  #unflattened(value: Traced, { shape, order }: NonNullable<Traced['flat']>): Traced {
    const [apart] = this.apply(reshape({ targetShape: shape }), [value.tensor]);
    const [turned] = this.apply(permute({ dims: order }), [apart]);
    const [tensor] = this.apply(reshape({ targetShape: [productOf(shape)] }), [turned]);
    return { tensor, axes: value.axes };
  }

  /** The tensor with these axes for those of the file, the batch being first in both. */
  arranged(value: Traced, order: readonly number[]): SymbolicTensor {
    if (value.axes[0] !== 0) {
      throw this.fail('have the batch first in its input', `it as axis ${value.axes.indexOf(0)}`);
    }
    const isWhole = value.flat === undefined && value.axes.every((axis) => axis >= 0)
      && value.axes.length === value.tensor.shape.length + 1;
    const { tensor, axes } = isWhole ? value : this.settled(value);
    const dims: number[] = [];
    order.forEach((axis, i) => { if (axis > 0) dims[axis - 1] = axes[i]; });
    return dims.every((axis, i) => axis === i + 1) ? tensor : this.apply(permute({ dims }), [tensor])[0];
  }
}

/** What stays of a value when its elements change, each by itself. */
function kept({ tensor, axes, flat }: Traced): Traced {
  return { tensor, axes, ...(flat && { flat }) };
}
