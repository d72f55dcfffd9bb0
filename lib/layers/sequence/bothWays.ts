/**
 * The lists of a recurrent layer in both directions.
 * @module
 */

import { sizeOf } from '../../core/shape.ts';
import { equal, mul, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, type List, type Size, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { eachTurn } from '../../kernels/lists.ts';
import { copy } from '../copy.ts';
import type { Lists, Node, NodeInput, NodeOutput } from '../layer.ts';
import { product, sum } from '../affineNormalization.ts';
import type { Recurrent } from '../recurrent/recurrent.ts';

/** What the names of tensors of the two begin with. */
export const DIRECTIONS = ['forward', 'backward'] as const;

/** y ← 0 at masked steps. */
const cleared: Program = lazyFormula({
  name: 'zero where masked', arrays: ['y', 'mask'], define: ({ y, mask }) => ({ y: select(equal(mask, 0), 0, y) }),
});
const halved: Program = lazyFormula({ name: 'half', arrays: ['y'], define: ({ y }) => ({ y: mul(y, 0.5) }) });
const halfOf: Program =
  lazyFormula({ name: 'half of', arrays: ['dy', 'da'], define: ({ dy }) => ({ da: mul(dy, 0.5) }) });

/** How the two outputs become one. */
export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave';

/** What is bound in both directions: the copies, and how their outputs are merged. */
export interface InBoth {
  readonly directions: readonly [Recurrent, Recurrent];
  readonly mergeMode: MergeMode | null;
}

/** The output of one direction as it is merged, its steps in their order, and the gradient of it. */
type Half = NodeOutput;

export function bindBoth(layer: InBoth, node: Node): Lists {
  const both = new BothWays(layer, node), [forward, backward] = both.directions();
  const train = forward.train ?? backward.train;
  const merge = both.merge(), split = both.split(), { dx } = node;
  const ahead = (of: 'forward' | 'train'): List =>
    [forward, backward].flatMap((lists) => lists[of] ?? lists.forward);
  return {
    forward: [...ahead('forward'), ...merge],
    ...(train && { train: [...ahead('train'), ...merge] }),
    backward: [...split, ...forward.backward, ...backward.backward, ...(dx === undefined ? [] : both.addInputs(dx))],
    finish: [...forward.finish ?? [], ...backward.finish ?? []],
  };
}

class BothWays {
  readonly #layer: InBoth;
  readonly #node: Node;
  /** Elements of the output of one direction. */
  readonly #size: Size;
  readonly #steps: number;
  readonly #units: number;
  /** As they are merged. */
  readonly #halves: readonly Half[];
  /** As the directions write them. */
  readonly #outputs: readonly Half[];
  readonly #dx: Tensor | undefined;

  constructor(layer: InBoth, node: Node) {
    const { directions: [{ units, returnSequences }], mergeMode } = layer, { cache, inputShape, outputs, dx } = node;
    this.#layer = layer;
    this.#node = node;
    this.#units = units;
    this.#steps = returnSequences ? inputShape[0] : 1;
    this.#size = perExample(this.#steps * units);
    const made = (name: string, y: Tensor = cache(name, this.#size)): Half =>
      ({ y, dy: cache(`∂J/∂${name}`, this.#size) });
    this.#halves = DIRECTIONS.map((name, i) => made(name, mergeMode === null ? outputs[i].y : undefined));
    this.#outputs = returnSequences ? [this.#halves[0], made('backward as read')] : this.#halves;
    this.#dx = dx && cache('dx backward', perExample(sizeOf(inputShape)));
  }

  /** The lists of both. */
  directions(): Lists[] {
    const { directions, mergeMode } = this.#layer, { inputs, outputs } = this.#node;
    const [sequence, ...initial] = inputs, states = outputs.slice(mergeMode === null ? 2 : 1);
    const part = <T>(list: readonly T[], i: number): T[] => list.slice(i * list.length / 2, (i + 1) * list.length / 2);
    return directions.map((each, i) => each.bind(this.#nodeOf(
      i, [i === 0 ? sequence : { ...sequence, dx: this.#dx }, ...part(initial, i)],
      [this.#outputs[i], ...part(states, i)],
    )));
  }

  #nodeOf(i: number, inputs: readonly NodeInput[], outputs: readonly NodeOutput[]): Node {
    const node = this.#node, [{ x, dx }] = inputs, [{ y, dy }] = outputs, prefix = `${DIRECTIONS[i]}_`;
    const own = (all: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
      Object.fromEntries(Object.entries(all).flatMap(([name, tensor]) =>
        (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [])));
    return {
      ...node, inputs, outputs, x, dx, y, dy, parameters: own(node.parameters), gradients: own(node.gradients),
      state: own(node.state), cache: (name, size) => node.cache(`${DIRECTIONS[i]} ${name}`, size),
    };
  }

  /** y of what both have written. */
  merge(): List {
    const { y } = this.#node, size = this.#size, [a, b] = this.#halves, halves = [a, b];
    const merged: Record<string, () => List> = {
      concat: () => halves.map((half, i) => this.#beside(half.y, y, i, true)),
      sum: () => [k.elementwise(sum, size, [a.y, b.y, y])],
      mul: () => [k.elementwise(product, size, [a.y, b.y, y])],
      ave: () => [k.elementwise(sum, size, [a.y, b.y, y]), k.elementwise(halved, size, [y])],
      null: () => [],
    };
    return [
      ...this.#turned(this.#outputs[1].y, b.y), ...halves.flatMap((half) => this.#clear(half.y)),
      ...merged[String(this.#layer.mergeMode)](),
    ];
  }

  /** The gradients of what both have written, of dy. */
  split(): List {
    const { dy, outputs } = this.#node, size = this.#size, [a, b] = this.#halves, halves = [a, b];
    const divided: Record<string, () => List> = {
      concat: () => halves.map((half, i) => this.#beside(half.dy, dy, i, false)),
      sum: () => halves.map((half) => k.elementwise(copy, size, [dy, half.dy])),
      mul: () => [k.elementwise(product, size, [dy, b.y, a.dy]), k.elementwise(product, size, [dy, a.y, b.dy])],
      ave: () => halves.map((half) => k.elementwise(halfOf, size, [dy, half.dy])),
      null: () => halves.map((half, i) => k.elementwise(copy, size, [outputs[i].dy, half.dy])),
    };
    return [
      ...divided[String(this.#layer.mergeMode)](), ...halves.flatMap((half) => this.#clear(half.dy)),
      ...this.#turned(b.dy, this.#outputs[1].dy),
    ];
  }

  /** dx ← dx ⊕ that of the direction backwards. */
  addInputs(dx: Tensor): List {
    const { inputShape } = this.#node, other = this.#dx;
    return other === undefined ? [] : [k.elementwise(sum, perExample(sizeOf(inputShape)), [dx, other, dx])];
  }

  /** One direction's columns of the whole, written there or taken from it. */
  #beside(half: Tensor, whole: Tensor, i: number, isWritten: boolean): List[number] {
    const units = this.#units, rows = perExample(this.#steps);
    return isWritten ? k.lacpy(rows, units, half, 0, units, whole, i * units, 2 * units)
      : k.lacpy(rows, units, whole, i * units, 2 * units, half, 0, units);
  }

  /** to ← from, the last step first; nothing where the direction writes what is merged. */
  #turned(from: Tensor, to: Tensor): List {
    const units = this.#units, steps = this.#steps, width = steps * units;
    if (!this.#layer.directions[0].returnSequences) return [];
    return [{
      count: steps,
      body: [this.#node.k.lacpy(
        perExample(1), units, eachTurn(from, units), 0, width, eachTurn(to, -units), width - units, width,
      )],
    }];
  }

  /** 0 at masked steps. */
  #clear(tensor: Tensor): List {
    const { inputs: [{ mask }] } = this.#node, units = this.#units;
    if (mask === undefined || !this.#layer.directions[0].returnSequences) return [];
    return [k.elementwiseInRows(cleared, perExample(this.#steps), units, [[tensor, 0, units], [mask, 0, 1, 'spread']])];
  }
}
