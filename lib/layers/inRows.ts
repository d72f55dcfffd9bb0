/**
 * Layers that work on rows, along any axes.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import { perExample, type List, type Tensor } from '../kernels/index.ts';
import { Arrangement } from './axes.ts';
import type { Lists, Node } from './layer.ts';

/**
 * The lists of a layer that works on rows, its input shape (rows, width), where these run along other axes than the
 * last: caches hold x, y, dy and dx in rows.
 */
export function inRows(node: Node, axes: readonly number[], bind: (node: Node) => Lists): Lists {
  const { inputShape, x, y, dy, dx, cache } = node, arrangement = new Arrangement(inputShape, axes);
  const shape = [arrangement.rows, arrangement.width];
  if (arrangement.isInPlace) return bind({ ...node, inputShape: shape });
  const size = perExample(sizeOf(inputShape)), made: Tensor[] = [];
  const scratch = (): Tensor => made[0] ??= cache('between', size);
  const rows = {
    x: cache('xRows', size), y: cache('yRows', size), dy: cache('dyRows', size), dx: dx && cache('dxRows', size),
  };
  const { forward, train, backward, frozen, finish } = bind({ ...node, inputShape: shape, ...rows });
  const around = (list: List): List => [
    ...arrangement.toRows(x, rows.x, scratch), ...list, ...arrangement.fromRows(rows.y, y, scratch),
  ];
  const back = (list: List): List => [
    ...arrangement.toRows(dy, rows.dy, scratch), ...list,
    ...(dx && rows.dx ? arrangement.fromRows(rows.dx, dx, scratch) : []),
  ];
  return {
    forward: around(forward), backward: back(backward),
    ...(train && { train: around(train) }),
    ...(frozen && { frozen: back(frozen) }),
    ...(finish && { finish }),
  };
}
