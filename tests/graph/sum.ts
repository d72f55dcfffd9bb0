import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import { add, formula } from '../../lib/formula/index.ts';
import { perExample } from '../../lib/kernels/index.ts';
import { Layer, type Lists, type Node } from '../../lib/layers/index.ts';

const sum = formula({ name: 'sum', arrays: ['a', 'b', 'y'], define: ({ a, b }) => ({ y: add(a, b) }) });
const copy = formula({ name: 'copy', arrays: ['from', 'to'], define: ({ from }) => ({ to: from }) });

/** y = a + b: a layer of two inputs. */
export class Sum extends Layer {
  readonly kind = 'sum';

  override outputShape(shape: Shape): Shape {
    return shape;
  }

  override outputShapes([shape]: readonly Shape[]): readonly Shape[] {
    return [shape];
  }

  override bind({ k, inputs: [a, b], y, dy }: Node): Lists {
    const size = perExample(sizeOf(a.shape));
    return {
      forward: [k.elementwise(sum, size, [a.x, b.x, y])],
      backward: [a, b].flatMap(({ dx }) => (dx === undefined ? [] : [k.elementwise(copy, size, [dy, dx])])),
    };
  }
}

/** Gives its input twice, as two outputs. */
export class Twice extends Layer {
  readonly kind = 'twice';

  override outputShape(shape: Shape): Shape {
    return shape;
  }

  override outputShapes([shape]: readonly Shape[]): readonly Shape[] {
    return [shape, shape];
  }

  override bind({ k, inputShape, x, dx, outputs: [first, second] }: Node): Lists {
    const size = perExample(sizeOf(inputShape));
    return {
      forward: [k.elementwise(copy, size, [x, first.y]), k.elementwise(copy, size, [x, second.y])],
      backward: dx === undefined ? [] : [k.elementwise(sum, size, [first.dy, second.dy, dx])],
    };
  }
}
