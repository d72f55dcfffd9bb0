/**
 * Where values of a graph and their gradients lie.
 *
 * A layer writes dx, it never adds. Of several that a value goes to, the first in backward's order writes its gradient
 * (a loss comes before all layers), each later one writes a tensor of its own, and one call adds that.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import type { Graph, GraphNode, Value } from '../graph/index.ts';
import * as calls from '../kernels/allCalls.ts';
import type { Handle } from '../kernels/handle.ts';
import { perExample, type List } from '../kernels/index.ts';
import { adding } from '../layers/adding.ts';
import { zero } from '../layers/fill.ts';
import type { Tensors } from './tensors.ts';

/** Where one use of a value leaves ∂J/∂ of it, and what then adds that to the others'. */
export interface GradientTarget {
  readonly dx: Handle | undefined;
  readonly adds: List;
}

export class Flows {
  readonly #tensors: Tensors;
  readonly #values = new Map<Value, Handle>();
  readonly #gradients = new Map<Value, Handle>();
  /** The last use of each value that a node reads, which in backward's order comes first. */
  readonly #uses = new Map<Value, { readonly node: GraphNode; readonly input: number }>();
  /** The number of the first call of each layer. */
  readonly #firstCalls = new Map<GraphNode['of'], number>();
  readonly #outputs: ReadonlySet<Value>;
  readonly #wanted: ReadonlySet<Value>;

  constructor({ nodes, outputs }: Graph, tensors: Tensors) {
    this.#tensors = tensors;
    for (const node of nodes) {
      if (node.part === 'mask') continue; // has no part in J
      if (!this.#firstCalls.has(node.of)) this.#firstCalls.set(node.of, node.number);
      node.inputs.forEach((value, input) => { // of one node's the first
        if (this.#uses.get(value)?.node !== node) this.#uses.set(value, { node, input });
      });
    }
    this.#outputs = new Set(outputs);
    this.#wanted = wantedBy(nodes);
  }

  /** Whether ∂J/∂ of a value is anybody's need: of one that no parameter has had a part in it is not. */
  isWanted(value: Value): boolean {
    return this.#wanted.has(value);
  }

  /** Whether a node reads a value. */
  isRead(value: Value): boolean {
    return this.#uses.has(value);
  }

  /** ∂J/∂ ← +0 of those of a node's outputs of which nobody else writes it: no node reads them, and no loss. */
  unread({ outputs }: GraphNode): List {
    return outputs.flatMap((value) => {
      const gradient = this.#gradients.get(value);
      if (gradient === undefined || this.isRead(value) || this.#outputs.has(value)) return [];
      return [calls.elementwise(zero, perExample(sizeOf(value.shape)), [gradient])];
    });
  }

  /** Whether ∂J/∂ of a value has a tensor: somebody needs it, or a loss writes it anyway. */
  isWritten(value: Value): boolean {
    return this.isWanted(value) || this.#outputs.has(value);
  }

  /** What the names of a node's tensors end with, so that those of further calls of a layer are told apart. */
  callOf({ of, number }: GraphNode): string {
    return this.#firstCalls.get(of) === number ? '' : ` of call ${number}`;
  }

  valueOf(value: Value): Handle {
    const found = this.#values.get(value);
    if (found === undefined) throw new Error('plan: a value is read before it is written');
    return found;
  }

  gradientOf(value: Value): Handle | undefined {
    return this.#gradients.get(value);
  }

  setValue(value: Value, tensor: Handle): void {
    this.#values.set(value, tensor);
  }

  setGradient(value: Value, tensor: Handle): void {
    this.#gradients.set(value, tensor);
  }

  /** See {@link GradientTarget}. */
  target(node: GraphNode, input: number): GradientTarget {
    const value = node.inputs[input], whole = this.#gradients.get(value), use = this.#uses.get(value);
    if (whole === undefined || !this.isWanted(value)) return { dx: undefined, adds: [] };
    if (use?.node === node && use.input === input && !this.#outputs.has(value)) return { dx: whole, adds: [] };
    const size = perExample(sizeOf(value.shape)), name = `∂J/∂x ${input}${this.callOf(node)}`;
    const dx = this.#tensors.make(node.of.name, name, size);
    return { dx, adds: [calls.elementwise(adding, size, [whole, dx])] };
  }
}

function wantedBy(nodes: readonly GraphNode[]): Set<Value> {
  const wanted = new Set<Value>();
  for (const { of: { layer, inputShapes }, part, inputs, outputs } of nodes) {
    if (part === 'mask') continue;
    const learns = part === 'layer' && layer.parameters(inputShapes[0], inputShapes).length > 0;
    if (learns || inputs.some((value) => wanted.has(value))) for (const value of outputs) wanted.add(value);
  }
  return wanted;
}
