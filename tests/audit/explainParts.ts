/**
 * Layers, activations and losses of a user's own, to explain.
 * @module
 */
import { add, mul, sqrt, sub } from '../../lib/formula/index.ts';
import { host, perExample, type HostCall } from '../../lib/kernels/index.ts';
import {
  Layer, elementwiseActivation, type Activation, type Lists, type Node, type ParameterSpec, type Term,
} from '../../lib/layers/index.ts';
import { pointwiseLoss, type Loss } from '../../lib/losses/index.ts';

/** y = scale · x, in plain TypeScript that rounds as it likes; it says nothing of its terms. */
export class Scale extends Layer {
  readonly kind: string = 'scale';

  override outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape;
  }

  override parameters([inputs]: readonly number[]): readonly ParameterSpec[] {
    return [
      { name: 'scale', shape: [inputs], initializer: (out) => { out.forEach((_, i) => { out[i] = 0.5 + i; }); } },
    ];
  }

  override bind({ inputShape: [n], x, y, dy, dx, parameters: { scale }, gradients }: Node): Lists {
    const forward = host('scale', [x, scale], [y], ({ batch }, from, factors, to) => {
      for (let i = 0; i < batch * n; i++) to[i] = factors[i % n] * from[i];
    });
    const learn = host('scale learns', [x, dy], [gradients.scale], ({ batch, beta }, from, d, gradient) => {
      for (let i = 0; i < n; i++) gradient[i] = beta === 0 ? 0 : beta * gradient[i];
      for (let i = 0; i < batch * n; i++) gradient[i % n] += d[i] * from[i];
    });
    const back = dx && host('scale goes back', [dy, scale], [dx], ({ batch }, d, factors, to) => {
      for (let i = 0; i < batch * n; i++) to[i] = Math.fround(factors[i % n] * d[i]);
    });
    return { forward: [forward], backward: back === undefined ? [learn] : [learn, back] };
  }
}

/** The same, which says them. */
export class Told extends Scale {
  override readonly kind = 'told';

  override terms(unit: number): readonly Term[] {
    return [{ parameter: 'scale', at: unit, input: unit }];
  }
}

/** y = x, but in training 3 · x, by a factor that it keeps and that its backward pass wipes out. */
export class Otherwise extends Layer {
  readonly kind = 'otherwise';

  override outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape;
  }

  override bind({ inputShape: [n], x, y, dy, dx, cache }: Node): Lists {
    const kept = cache('factor', perExample(n));
    const times = (factor: number): HostCall => host('times', [x], [y, kept], ({ batch }, from, to, factors) => {
      for (let i = 0; i < batch * n; i++) to[i] = (factors[i] = factor) * from[i];
    });
    const back = dx && host('back', [dy, kept], [dx, kept], ({ batch }, d, factors, to) => {
      for (let i = 0; i < batch * n; i++) to[i] = factors[i] * d[i];
      factors.fill(0);
    });
    return { forward: [times(1)], train: [times(3)], backward: back === undefined ? [] : [back] };
  }
}

/** A formula of the user's; and one in plain TypeScript, which nobody can read. */
export const squareplus: Activation = elementwiseActivation('squareplus', ({ z }) =>
  mul(0.5, add(z, sqrt(add(mul(z, z), 4)))));
export const cube: Activation = {
  name: 'cube',
  bind: ({ rows, width, z, a, da, dz }) => ({
    forward: [host('cube', [z], [a], ({ batch }, from, to) => {
      for (let i = 0; i < batch * rows * width; i++) to[i] = from[i] ** 3;
    })],
    backward: [host('cube goes back', [z, da], [dz], ({ batch }, from, d, to) => {
      for (let i = 0; i < batch * rows * width; i++) to[i] = 3 * from[i] ** 2 * d[i];
    })],
  }),
};
export const quartic: Loss = pointwiseLoss({
  name: 'quartic',
  term: ({ a, y }) => { const e = sub(a, y), square = mul(e, e); return mul(square, square); },
  derivative: ({ a, y }) => { const e = sub(a, y); return mul(4, mul(e, mul(e, e))); },
});
/** The cube of the sum of the errors, in plain TypeScript. */
export const ofSum: Loss = {
  name: 'ofSum', target: 'vector',
  notation: ({ a, y, sum }) => `(${sum}(${a} − ${y}))³`,
  bind({ outputs, prediction, targets, losses, gradient }) {
    const error = (a: ArrayLike<number>, y: ArrayLike<number>, row: number): number => {
      let total = 0;
      for (let i = 0; i < outputs; i++) total += a[row * outputs + i] - y[row * outputs + i];
      return total;
    };
    return {
      forward: [host('cube of sum', [prediction, targets], [losses], ({ batch }, a, y, out) => {
        for (let row = 0; row < batch; row++) out[row] = error(a, y, row) ** 3;
      })],
      backward: [host('cube of sum goes back', [prediction, targets], [gradient], ({ batch, scale }, a, y, out) => {
        for (let row = 0; row < batch; row++) {
          out.fill(3 * error(a, y, row) ** 2 * scale, row * outputs, (row + 1) * outputs);
        }
      })],
    };
  },
};
