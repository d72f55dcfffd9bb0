/**
 * Where values of a graph and their gradients lie.
 *
 * A layer writes dx, it never adds. Of several that a value goes to, the first in backward's order writes its gradient
 * (a loss comes before all layers), each later one writes a tensor of its own, and one call adds that.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import { add, formula, type Program } from '../formula/index.ts';
import type { Graph, GraphNode, Value } from '../graph/index.ts';
import type { Handle } from '../kernels/handle.ts';
import { perExample, type List } from '../kernels/index.ts';
import { calls } from './calls.ts';
import type { Tensors } from './tensors.ts';

/** dx ← dx ⊕ more. */
export const adding: Program = formula({
  name: 'add gradients', arrays: ['sum', 'more'], define: ({ sum, more }) => ({ sum: add(sum, more) }),
});

/** Where one use of a value leaves ∂J/∂ of it, and what then adds that to the others'. */
export interface GradientTarget {
  readonly dx: Handle | undefined;
  readonly adds: List;
}

export class Flows {
  readonly #tensors: Tensors;
  readonly #values = new Map<Value, Handle>();
  readonly #gradients = new Map<Value, Handle>();
  /** Who writes a gradient first: a node, or undefined where it is a loss. */
  readonly #writers = new Map<Value, { readonly node: GraphNode; readonly input: number } | undefined>();
  readonly #wanted: ReadonlySet<Value>;
  readonly #read: ReadonlySet<Value>;

  constructor({ nodes, outputs }: Graph, tensors: Tensors) {
    this.#tensors = tensors;
    for (const node of nodes) {
      node.inputs.forEach((value, input) => {
        // the last node comes first
        if (this.#writers.get(value)?.node !== node) this.#writers.set(value, { node, input });
      });
    }
    for (const value of outputs) this.#writers.set(value, undefined);
    this.#wanted = wantedBy(nodes);
    this.#read = new Set(nodes.flatMap((node) => node.inputs));
  }

  /** Whether ∂J/∂ of a value is anybody's need: of one that no parameter has had a part in it is not. */
  isWanted(value: Value): boolean {
    return this.#wanted.has(value);
  }

  /** Whether a node reads a value. */
  isRead(value: Value): boolean {
    return this.#read.has(value);
  }

  /** Whether a node or a loss writes ∂J/∂ of a value. */
  hasWriter(value: Value): boolean {
    return this.#writers.has(value);
  }

  /** Whether anybody writes ∂J/∂ of a value: somebody needs it, or a loss writes it anyway. */
  isWritten(value: Value): boolean {
    return this.isWanted(value) || (this.#writers.has(value) && this.#writers.get(value) === undefined);
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

  setGradient(value: Value, tensor: Handle | undefined): void {
    if (tensor !== undefined) this.#gradients.set(value, tensor);
  }

  /** See {@link GradientTarget}. */
  target(node: GraphNode, input: number): GradientTarget {
    const value = node.inputs[input], whole = this.#gradients.get(value), writer = this.#writers.get(value);
    if (whole === undefined || !this.isWanted(value)) return { dx: undefined, adds: [] };
    if (writer?.node === node && writer.input === input) return { dx: whole, adds: [] };
    const size = perExample(sizeOf(value.shape)), dx = this.#tensors.make(node.of.name, `∂J/∂x ${input}`, size);
    return { dx, adds: [calls.elementwise(adding, size, [whole, dx])] };
  }
}

function wantedBy(nodes: readonly GraphNode[]): Set<Value> {
  const wanted = new Set<Value>();
  for (const { of: { layer, inputShapes }, part, inputs, outputs } of nodes) {
    const learns = part === 'layer' && layer.parameters(inputShapes[0]).length > 0;
    if (learns || inputs.some((value) => wanted.has(value))) for (const value of outputs) wanted.add(value);
  }
  return wanted;
}
