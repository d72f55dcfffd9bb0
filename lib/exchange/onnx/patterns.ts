/**
 * Groups of nodes that exporters write where their version has no operator: LayerNormalization and Gelu.
 *
 * The last node of a group becomes the operator, and nodes that nothing needs any more go.
 * @module
 */

import { attribute, type GraphMessage, type NodeMessage } from './messages.ts';
import { toConstant } from './tensor.ts';
import { productOf } from './values.ts';

export function simplified(graph: GraphMessage): GraphMessage {
  const found = new Found(graph);
  const nodes = graph.nodes.map((node) =>
    found.layerNormalization(node) ?? found.rmsNormalization(node) ?? found.gelu(node) ?? node);
  return { ...graph, nodes: needed(nodes, graph.outputs.map(({ name }) => name)) };
}

/** Those that outputs depend on. */
function needed(nodes: readonly NodeMessage[], outputs: readonly string[]): readonly NodeMessage[] {
  const wanted = new Set(outputs), kept: NodeMessage[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    for (const name of node.inputs) wanted.add(name);
    kept.push(node);
  }
  return kept.reverse();
}

const attributesOf = ({ epsilon, axis }: { readonly epsilon: number; readonly axis: number }) => new Map([
  ['epsilon', attribute({ float: epsilon })], ['axis', attribute({ int: axis })],
]);

/** A product of more factors is none of these. */
const MOST_FACTORS = 8;

class Found {
  readonly #makers = new Map<string, NodeMessage>();
  readonly #numbers = new Map<string, number>();
  readonly #constants = new Set<string>();
  readonly #readers = new Map<string, number>();

  constructor({ nodes, initializers }: GraphMessage) {
    const single = (name: string, tensor: Parameters<typeof toConstant>[0]): void => {
      this.#constants.add(name);
      if (!tensor.isExternal && productOf(tensor.dims) === 1) {
        this.#numbers.set(name, toConstant(tensor, undefined).data[0]);
      }
    };
    for (const tensor of initializers) single(tensor.name, tensor);
    for (const node of nodes) {
      for (const name of node.outputs) this.#makers.set(name, node);
      for (const name of node.inputs) this.#readers.set(name, (this.#readers.get(name) ?? 0) + 1);
      if (node.op !== 'Constant') continue;
      const tensor = node.attributes.get('value')?.tensor, float = node.attributes.get('value_float');
      if (tensor !== undefined) single(node.outputs[0], tensor);
      if (float !== undefined) this.#numbers.set(node.outputs[0], float.float);
    }
  }

  #made(name: string, op: string): readonly string[] | undefined {
    const maker = this.#makers.get(name);
    return maker?.op === op ? maker.inputs : undefined;
  }

  /** What remains of two inputs beside a number near another. */
  #beside(inputs: readonly string[] | undefined, wanted: number): string | undefined {
    const i = inputs?.findIndex((name) => this.#isNear(name, wanted)) ?? -1;
    return i < 0 ? undefined : inputs?.[1 - i];
  }

  #isNear(name: string, wanted: number): boolean {
    const number = this.#numbers.get(name);
    return number !== undefined && Math.abs(number - wanted) <= 1e-3 * Math.abs(wanted);
  }

  /** (x − mean x)/√(mean (x − mean x)² + ε), perhaps times γ, perhaps plus β. */
  layerNormalization(node: NodeMessage): NodeMessage | undefined {
    const plus = this.#withConstant(node, 'Add'), times = this.#withConstant(this.#makerOf(plus?.rest) ?? node, 'Mul');
    if (plus !== undefined && times === undefined) return undefined;
    const quotient = times === undefined ? node : this.#makerOf(times.rest);
    const own = quotient?.op === 'Div' ? this.#normalized(quotient) : undefined;
    if (own === undefined) return undefined;
    const inputs = [own.x, ...[times, plus].flatMap((each) => (each === undefined ? [] : [each.constant]))];
    return {
      ...node, op: 'LayerNormalization', inputs,
      attributes: attributesOf(own),
    };
  }

  /** x/√(mean x² + ε), times γ. */
  rmsNormalization(node: NodeMessage): NodeMessage | undefined {
    const times = this.#withConstant(node, 'Mul'), quotient = this.#makerOf(times?.rest);
    if (times === undefined || quotient?.op !== 'Div') return undefined;
    const [x, below] = quotient.inputs, squares = this.#root(below), of = squares && this.#square(squares.of);
    if (squares === undefined || of !== x) return undefined;
    return { ...node, op: 'RMSNormalization', inputs: [x, times.constant], attributes: attributesOf(squares) };
  }

  #makerOf(name: string | undefined): NodeMessage | undefined {
    return name === undefined ? undefined : this.#makers.get(name);
  }

  /** The inputs of a node that joins a value nobody else reads with a constant. */
  #withConstant({ op, inputs }: NodeMessage, wanted: string): { rest: string; constant: string } | undefined {
    const i = inputs.findIndex((name) => this.#constants.has(name)), rest = inputs[1 - i];
    if (op !== wanted || i < 0 || rest === undefined || this.#readers.get(rest) !== 1) return undefined;
    return { rest, constant: inputs[i] };
  }

  #normalized({ inputs: [above, below] }: NodeMessage): { x: string; epsilon: number; axis: number } | undefined {
    const first = this.#centred(above), squares = this.#root(below);
    const centred = squares && this.#square(squares.of);
    const second = centred === undefined ? undefined : this.#centred(centred);
    if (first === undefined || second === undefined || squares === undefined) return undefined;
    if (first.x !== second.x || first.axis !== second.axis || first.axis !== squares.axis) return undefined;
    return { x: first.x, epsilon: squares.epsilon, axis: first.axis };
  }

  /** √(mean + ε) */
  #root(name: string): { of: string; epsilon: number; axis: number } | undefined {
    const root = this.#made(name, 'Sqrt'), sum = root && this.#made(root[0], 'Add');
    const epsilon = sum?.map((one) => this.#numbers.get(one)), i = epsilon?.findIndex((one) => one !== undefined) ?? -1;
    const mean = i < 0 ? undefined : this.#mean(sum?.[1 - i] ?? '');
    return mean && { ...mean, epsilon: epsilon?.[i] ?? 0 };
  }

  #square(name: string): string | undefined {
    const power = this.#made(name, 'Pow'), product = this.#made(name, 'Mul');
    if (power !== undefined && this.#numbers.get(power[1]) === 2) return power[0];
    return product !== undefined && product[0] === product[1] ? product[0] : undefined;
  }

  #centred(name: string): { x: string; axis: number } | undefined {
    const difference = this.#made(name, 'Sub'), mean = difference && this.#mean(difference[1]);
    return mean !== undefined && mean.of === difference?.[0] ? { x: mean.of, axis: mean.axis } : undefined;
  }

  /** A mean along the last axes, which keeps them. */
  #mean(name: string): { of: string; axis: number } | undefined {
    const maker = this.#makers.get(name);
    if (maker?.op !== 'ReduceMean' || maker.attributes.get('keepdims')?.int === 0) return undefined;
    const given = maker.attributes.get('axes')?.ints, number = this.#numbers.get(maker.inputs[1] ?? '');
    const axes = given ?? (number === undefined ? [] : [number]), sorted = [...axes].sort((a, b) => a - b);
    const isLast = sorted.length > 0 && sorted.every((axis, i) => axis === i - sorted.length);
    return isLast ? { of: maker.inputs[0], axis: sorted[0] } : undefined;
  }

  /** ½·x·(1 + erf(x/√2)), or with tanh(√(2/π)·(x + 0.044715·x³)), the factors in any order. */
  gelu(node: NodeMessage): NodeMessage | undefined {
    if (node.op !== 'Mul') return undefined;
    const factors = node.inputs.flatMap((name) => this.#factors(name)).filter((name) => !this.#isNear(name, 0.5));
    if (factors.length !== 2 || !node.inputs.concat(...node.inputs.map((name) => this.#made(name, 'Mul') ?? []))
      .some((name) => this.#isNear(name, 0.5))) return undefined;
    for (const [x, gate] of [factors, [factors[1], factors[0]]]) {
      const inner = this.#beside(this.#made(gate, 'Add'), 1), erf = inner && this.#made(inner, 'Erf');
      const tanh = inner && this.#made(inner, 'Tanh');
      const isExact = erf !== undefined && this.#isScaled(erf[0], x);
      if (!isExact && !(tanh !== undefined && this.#isCubic(tanh[0], x))) continue;
      const approximate = attribute({ text: isExact ? 'none' : 'tanh' });
      return { ...node, op: 'Gelu', inputs: [x], attributes: new Map([['approximate', approximate]]) };
    }
    return undefined;
  }

  #factors(name: string): readonly string[] {
    const product = this.#made(name, 'Mul');
    return product !== undefined && this.#readers.get(name) === 1 && product.length <= MOST_FACTORS ? product : [name];
  }

  /** x/√2 */
  #isScaled(name: string, x: string): boolean {
    const quotient = this.#made(name, 'Div');
    if (quotient !== undefined) return quotient[0] === x && this.#isNear(quotient[1], 1.4142135623730951);
    return this.#beside(this.#made(name, 'Mul'), 0.7071067811865476) === x;
  }

  /** √(2/π)·(x + 0.044715·x³) */
  #isCubic(name: string, x: string): boolean {
    const sum = this.#beside(this.#made(name, 'Mul'), 0.7978845608), parts = sum && this.#made(sum, 'Add');
    const i = parts?.indexOf(x) ?? -1, cubic = i < 0 ? undefined : parts?.[1 - i];
    const cube = cubic && this.#beside(this.#made(cubic, 'Mul'), 0.044715), power = cube && this.#made(cube, 'Pow');
    return power !== undefined && power !== '' && power[0] === x && this.#numbers.get(power[1]) === 3;
  }
}
