/**
 * What the nodes of a graph do: their lists of calls, on tensors by name.
 * @module
 */

import { show, typeError } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { sizeOf } from '../core/shape.ts';
import type { GraphNode } from '../graph/index.ts';
import { enlistedCalls } from '../kernels/enlist.ts';
import * as calls from '../kernels/allCalls.ts';
import { Handle } from '../kernels/handle.ts';
import { perExample, type List, type Size, type Tensor } from '../kernels/index.ts';
import { adding } from '../layers/adding.ts';
import type { Lists, NodeInput, NodeOutput } from '../layers/index.ts';
import { expectList, expectLists, expectMaskOfInputs, expectSize } from './expectLists.ts';
import { Flows } from './flows.ts';
import type { Network, NetworkLayer } from './network.ts';
import { Learned, Tensors, partsOf } from './tensors.ts';

/** One node at work. */
export interface Pass {
  readonly node: GraphNode;
  readonly forward: List;
  /** What it does instead in training. */
  readonly train: List;
  /** Empty where nobody needs what it would give. */
  readonly backward: List;
  /** After `backward`: adds dx to what others have left where x goes to several. */
  readonly adds: List;
  /** The backward after `forward` of a frozen layer; undefined where it does as others in training. */
  readonly frozen: List | undefined;
  readonly finish: List;
  /** Its parameters of which an update changes the used rows only, and how often it has used each row. */
  readonly uses: readonly { readonly of: Parameter; readonly rows: Tensor }[];
  /** What a forward pass fills, in that order: z, or a, and what the node keeps. */
  readonly fills: readonly Handle[];
}

/** The passes of a graph, and the tensors that they work on. */
export interface Passes {
  readonly network: Network;
  readonly tensors: Tensors;
  readonly learned: Learned;
  readonly flows: Flows;
  readonly inputs: readonly Handle[];
  /** In the order of the graph. */
  readonly list: readonly Pass[];
  /** After the last micro-batch: what further uses of shared parameters have left apart goes to ∇. */
  readonly sharedGradients: List;
}

/** Asks each node for its lists, once, for batches of up to `maxBatch` examples. */
export function bindPasses(network: Network, maxBatch: number): Passes {
  const tensors = new Tensors(maxBatch), learned = new Learned(tensors, network), { graph } = network;
  const flows = new Flows(graph, tensors);
  const inputs = graph.inputs.map((value, i) => {
    const name = i === 0 ? 'x' : `x ${i + 1}`, size = perExample(sizeOf(value.shape));
    const x = tensors.make('input', name, size);
    flows.setValue(value, x);
    if (flows.isWritten(value)) flows.setGradient(value, tensors.make('input', `∂J/∂${name}`, size)); // an output too
    return x;
  });
  const binder = new Binder(network, tensors, learned, flows);
  const list = graph.nodes.map((node) => binder.pass(node));
  return { network, tensors, learned, flows, inputs, list, sharedGradients: binder.sharedGradients };
}

type Cache = (tensor: string, size: Size) => Handle;

class Binder {
  readonly #layers: ReadonlyMap<GraphNode['of'], NetworkLayer>;
  /** The last node of each layer, whose backward pass comes first and so writes ∇ itself. */
  readonly #last: ReadonlyMap<GraphNode['of'], GraphNode>;
  readonly #tensors: Tensors;
  readonly #learned: Learned;
  readonly #flows: Flows;
  readonly #shared: List[] = [];
  /** The inputs of the graph and what masks are made of them: all that a mask may be made of. */
  readonly #masks: Set<Handle>;

  constructor({ graph, layers }: Network, tensors: Tensors, learned: Learned, flows: Flows) {
    this.#masks = new Set(graph.inputs.map((value) => flows.valueOf(value)));
    this.#layers = new Map(graph.layers.map((of, i) => [of, layers[i]]));
    this.#last = new Map(graph.nodes.filter(({ part }) => part === 'layer').map((node) => [node.of, node]));
    this.#tensors = tensors;
    this.#learned = learned;
    this.#flows = flows;
  }

  /** In backward's order. */
  get sharedGradients(): List {
    return [...this.#shared].reverse().flat();
  }

  pass(node: GraphNode): Pass {
    const { of: { name, layer: { activation } }, part } = node, flows = this.#flows;
    const caches = new Map<string, Handle>();
    if (part === 'mask') return this.#mask(node, this.#cacheIn(caches, node, `layer '${name}'`), caches);
    const targets = node.inputs.map((_, i) => flows.target(node, i));
    const inputs = this.#inputs(node).map((input, i) => ({ ...input, dx: targets[i].dx }));
    const outputs = node.outputs.map((_, i) => this.#output(node, i, targets[0].dx));
    const user = part === 'layer' ? `layer '${name}'` : `activation '${activation?.name}'`;
    const cache = this.#cacheIn(caches, node, user);
    const lists = part === 'layer'
      ? this.#bindLayer(node, inputs, outputs, cache)
      : bindActivation(node, inputs[0], outputs[0], cache);
    if (lists === undefined && computesNothing(node)) {
      return this.#rename(node, targets[0].dx ?? outputs[0].dy, targets[0].adds);
    }
    expectLists(user, lists);
    node.outputs.forEach((value, i) => {
      const { y, dy } = outputs[i];
      flows.setValue(value, y);
      this.#tensors.list(y);
      if (!flows.isWritten(value)) return;
      flows.setGradient(value, dy);
      if (dy !== targets[0].dx) this.#tensors.list(dy);
    });
    this.#tensors.list(...caches.values());
    const isNeeded = targets.some(({ dx }) => dx !== undefined)
      || (part === 'layer' && this.#layerOf(node).parameters.length > 0);
    const { forward, train = forward, backward, frozen, finish = [], uses = {} } = lists;
    return {
      node, forward, train, frozen: isNeeded ? frozen : frozen && [], finish,
      uses: Object.entries(uses).map(([name, rows]) => ({ of: this.#parameter(user, node, name, rows), rows })),
      fills: [...outputs.map(({ y }) => y), ...caches.values()],
      backward: isNeeded ? backward : [], adds: targets.flatMap(({ adds }) => adds),
    };
  }

  /** What makes caches of a node, under names that differ, and keeps them in `caches`. */
  #cacheIn(caches: Map<string, Handle>, node: GraphNode, user: string): Cache {
    const { of: { name } } = node, call = this.#flows.callOf(node);
    return (tensor, size) => {
      if (caches.has(tensor)) {
        throw typeError(`${user}: caches must differ in name, got ${show(tensor)} twice`);
      }
      expectSize(user, `cache size of ${show(tensor)}`, size);
      const kept = this.#tensors.name(name, `${tensor}${call}`, size);
      caches.set(tensor, kept);
      return kept;
    };
  }

  /** What a node reads. */
  #inputs({ inputs, masks }: GraphNode) {
    const flows = this.#flows;
    return inputs.map((value, i) => {
      const mask = masks[i];
      return {
        shape: value.shape, x: flows.valueOf(value), mask: mask && flows.valueOf(mask), maskShape: mask?.shape,
      };
    });
  }

  /** The node of a mask, which nobody learns by. */
  #mask(node: GraphNode, cache: Cache, caches: ReadonlyMap<string, Handle>): Pass {
    const { of: { layer, name }, outputs: [value] } = node, user = `layer '${name}'`;
    const mask = this.#tensors.make(name, `mask${this.#flows.callOf(node)}`, perExample(sizeOf(value.shape)));
    const list: unknown = layer.bindMask?.({ k: enlistedCalls, inputs: this.#inputs(node), mask, cache });
    expectList(user, 'what bindMask returns', list);
    expectMaskOfInputs(user, list, this.#masks);
    this.#masks.add(mask);
    this.#flows.setValue(value, mask);
    this.#tensors.list(...caches.values());
    const fills = [...caches.values(), mask];
    return { node, forward: list, train: list, frozen: undefined, finish: [], uses: [], fills, backward: [], adds: [] };
  }

  /** The output of a node and its gradient, which an activation turns from ∂J/∂a to ∂J/∂z in place. */
  #output(
    node: GraphNode, i: number, dx: Handle | undefined,
  ): { y: Handle; dy: Handle } {
    const { of: { layer, name }, part, outputs } = node, size = perExample(sizeOf(outputs[i].shape));
    const end = `${i === 0 ? '' : ` ${i + 1}`}${this.#flows.callOf(node)}`;
    const y = this.#tensors.name(name, `${part === 'layer' ? 'z' : 'a'}${end}`, size);
    if (part === 'activation' && dx !== undefined) return { y, dy: dx };
    return { y, dy: this.#tensors.name(name, `${layer.activation === undefined ? '∂J/∂z' : 'δ'}${end}`, size) };
  }

  /** A node that computes nothing: y is x, under another shape. */
  #rename(node: GraphNode, dy: Handle, adds: List): Pass {
    const flows = this.#flows, [value] = node.outputs, [input] = node.inputs;
    const x = flows.valueOf(input), name = `z${flows.callOf(node)}`;
    const seen = new Handle(node.of.name, name, x.length, x.perExample, x);
    flows.setValue(value, x);
    if (flows.isWritten(value)) {
      if (!flows.isWanted(input)) this.#tensors.list(dy);
      flows.setGradient(value, dy);
    }
    return { node, forward: [], train: [], frozen: undefined, finish: [], uses: [], fills: [seen], backward: [], adds };
  }

  #bindLayer(
    node: GraphNode, inputs: readonly NodeInput[], outputs: readonly NodeOutput[], cache: Cache,
  ): Lists | undefined {
    const { of: { layer }, number } = node, { theta, state } = this.#learned;
    const { parameters, state: beside } = this.#layerOf(node);
    const [{ shape: inputShape, x, dx }] = inputs, [{ y, dy }] = outputs;
    return layer.bind({
      k: enlistedCalls, number, inputs, outputs, inputShape, x, dx, y, dy, cache,
      parameters: partsOf(theta, parameters), state: partsOf(state, beside),
      gradients: this.#gradients(node, parameters),
    });
  }

  /** Those of ∇, or where another node of the same layer comes first in backward's order, tensors of the node's own. */
  #gradients(node: GraphNode, parameters: readonly Parameter[]): Record<string, Tensor> {
    const whole = partsOf(this.#learned.gradient, parameters, '∂J/∂');
    if (this.#last.get(node.of) === node) return whole;
    const own = Object.fromEntries(parameters.map(({ layer, name, length }) =>
      [name, this.#tensors.make(layer, `∂J/∂${name} of call ${node.number}`, length)]));
    this.#shared.push(parameters.map(({ name, length }) =>
      calls.elementwise(adding, length, [whole[name], own[name]])));
    return own;
  }

  /** The parameter of that name, whose rows `rows` are about. */
  #parameter(user: string, node: GraphNode, name: string, rows: Tensor): Parameter {
    const found = this.#layerOf(node).parameters.find((parameter) => parameter.name === name);
    if (found !== undefined && found.shape[0] === rows.length) return found;
    const expected = found === undefined ? 'of a parameter' : `a tensor of ${found.shape[0]} numbers`;
    throw typeError(`${user}: bind's uses.${name} must be ${expected}, got one of ${rows.length}`);
  }

  #layerOf({ of }: GraphNode): NetworkLayer {
    const found = this.#layers.get(of);
    if (found === undefined) throw new Error('plan: a node is of a layer that its graph does not list');
    return found;
  }
}

/** Whether the output may be the input under another shape. */
function computesNothing({ part, inputs, outputs }: GraphNode): boolean {
  const sizes = [...inputs, ...outputs].map(({ shape }) => sizeOf(shape));
  return part === 'layer' && sizes.length === 2 && sizes[0] === sizes[1];
}

function bindActivation(
  node: GraphNode, { shape, x, dx }: NodeInput, { y, dy }: NodeOutput, cache: Cache,
): Lists | undefined {
  const width = shape[shape.length - 1];
  return node.of.layer.activation?.bind({
    k: enlistedCalls, rows: sizeOf(shape) / width, width, shape, z: x, a: y, da: dy, dz: dx ?? dy, cache,
  });
}
