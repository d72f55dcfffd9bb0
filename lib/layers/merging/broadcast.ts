/**
 * Tensors of several shapes as tensors of one: sizes that are missing or 1 are repeated.
 * @module
 */

import { ShapeError } from '../../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../../core/shape.ts';
import { perExample, spread, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { eachTurn } from '../../kernels/lists.ts';
import { one } from '../fill.ts';
import type { Node, NodeInput } from '../layer.ts';

/** The shape that all of these are repeated to. Throws ShapeError, as `who`, where there is none. */
export function broadcastShape(who: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map(({ length }) => length)), whole = shapes.map((shape) => ofRank(shape, rank));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = new Set(whole.map((shape) => shape[axis]));
    if (sizes.size > 1) sizes.delete(1);
    if (sizes.size === 1) return [...sizes][0];
    const got = shapes.map(formatShape).join(', ');
    throw new ShapeError(`${who}: inputs must have sizes that are the same or 1, aligned at the last axis, got ${got}`);
  });
}

const ofRank = (shape: Shape, rank: number): Shape =>
  [...Array.from({ length: rank - shape.length }, () => 1), ...shape];

/** Axes side by side along which a tensor is repeated: outer × inner elements become outer × count × inner. */
interface Repetition {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** What makes one shape of another, in its order: the last axes first. */
function repetitions(from: Shape, to: Shape): readonly Repetition[] {
  const given = ofRank(from, to.length), isRepeated = to.map((size, axis) => size !== given[axis]);
  const found: Repetition[] = [];
  for (let end = to.length; end > 0; end--) {
    if (!isRepeated[end - 1]) continue;
    let start = end - 1;
    while (start > 0 && isRepeated[start - 1]) start--;
    const [outer, count, inner] = [given.slice(0, start), to.slice(start, end), to.slice(end)].map(sizeOf);
    found.push({ outer, count, inner });
    end = start + 1;
  }
  return found;
}

/** An input as if it had the shape of the output. */
export interface Broadcast extends Omit<NodeInput, 'shape'> {
  /** Fills x. */
  readonly forward: List;
  /** Takes ∂J/∂x to the input. */
  readonly backward: List;
}

/** Input `i` of a node, repeated to a shape. */
export function broadcast({ inputs, cache }: Pick<Node, 'inputs' | 'cache'>, i: number, to: Shape): Broadcast {
  const { shape } = inputs[i], forward: List[number][] = [], backward: List[number][] = [];
  let { x, dx } = inputs[i];
  repetitions(shape, to).forEach((repetition, step) => {
    const { outer, count, inner } = repetition, size = perExample(outer * count * inner);
    const name = `repeated${i + 1}${step === 0 ? '' : `_${step + 1}`}`, wide = cache(name, size);
    const dwide: Tensor | undefined = dx && cache(`d${name}`, size);
    forward.push(...repeat(repetition, x, wide));
    if (dx !== undefined && dwide !== undefined) backward.unshift(addUp(repetition, dwide, dx));
    [x, dx] = [wide, dwide];
  });
  return { x, dx, forward, backward };
}

/** wide ← x, repeated: 1 times x, which keeps its bits. */
function repeat({ outer, count, inner }: Repetition, x: Tensor, wide: Tensor): List {
  const rows = perExample(outer);
  if (inner === 1) return spread(rows, count, x, wide);
  const body = [k.scaleColumns(count, inner, eachTurn(x, inner), eachTurn(wide, count * inner))];
  return [k.elementwise(one, perExample(outer * count * inner), [wide]), { count: rows, body }];
}

/** dx ← the sums of what `repeat` makes of one element. */
function addUp({ outer, count, inner }: Repetition, dwide: Tensor, dx: Tensor): List[number] {
  const rows = perExample(outer);
  if (inner === 1) return k.rowSums(rows, count, dwide, dx);
  return { count: rows, body: [k.columnSums(count, inner, eachTurn(dwide, count * inner), 0, eachTurn(dx, inner))] };
}
