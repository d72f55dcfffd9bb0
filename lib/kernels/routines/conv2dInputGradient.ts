/**
 * conv2dInputGradient: what the images of conv2d add to a loss.
 * @module
 */

import { windowSizes, type Window } from '../window.ts';
import { begun } from './operations.ts';
import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { eachTap, tapsOfInput, windowIn } from './taps.ts';

/**
 * dx ← beta·dx + ∂/∂x of Σ y ⊗ dy, for y = x ∗ kernel; shapes as those of {@link Conv2d}. It is also the forward pass
 * of a transposed convolution.
 *
 * dx starts as y does there; then output by output of those that see the pixel, ascending, and filter by filter of the
 * group: dx ← dx ⊕ (dy ⊗ kernel). So the taps descend.
 */
export type Conv2dInputGradient<A extends FloatArray> = (...call: [
  n: number, ...window: Window, c: number, f: number, groups: number, dy: A, kernel: A, beta: number, dx: A,
]) => void;

const { fround } = Math;

const loop32: Conv2dInputGradient<Float32Array> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, f, groups,
  dy, kernel, beta, dx,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const channels = groups * c, filters = groups * f, beta32 = fround(beta);
  for (let i = 0; i < n * h * w * channels; i++) dx[i] = beta32 === 0 ? 0 : beta32 * dx[i];
  eachTap(n, window, (input, output, tap) => {
    for (let group = 0; group < groups; group++) {
      const from = output * filters + group * f;
      for (let channel = 0; channel < c; channel++) {
        const at = input * channels + group * c + channel, row = (tap * c + channel) * filters + group * f;
        let sum = dx[at];
        for (let j = 0; j < f; j++) sum = fround(sum + fround(dy[from + j] * kernel[row + j]));
        dx[at] = sum;
      }
    }
  });
};

const loop64: Conv2dInputGradient<Float64Array> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, f, groups,
  dy, kernel, beta, dx,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const channels = groups * c, filters = groups * f;
  for (let i = 0; i < n * h * w * channels; i++) dx[i] = beta === 0 ? 0 : beta * dx[i];
  eachTap(n, window, (input, output, tap) => {
    for (let at = 0; at < filters; at++) {
      const group = Math.floor(at / f);
      for (let channel = 0; channel < c; channel++) {
        const product = dy[output * filters + at] * kernel[(tap * c + channel) * filters + at];
        dx[input * channels + group * c + channel] += product;
      }
    }
  });
};

export const routine: Routine = {
  name: 'conv2dInputGradient',
  parameters: [
    ...sizes('n', ...windowSizes, 'c', 'f', 'groups'),
    whole('dy', 'reads', ['n', 'oh', 'ow'], ['groups', 'f']),
    whole('kernel', 'reads', ['kh', 'kw', 'c'], ['groups', 'f']), scalar('beta'),
    whole('dx', 'updates', ['n', 'h', 'w'], ['groups', 'c']),
  ],
  loop32, loop64, tangent: { product: ['dy', 'kernel'] },
  elements: (o, { sizes: { c, f, ...rest }, scalars: { beta }, operands: { dy, kernel, dx } }) => {
    const { h, w, oh, ow } = rest, window = windowIn(rest);
    return {
      dx(i, j) {
        const input = i % (h * w), first = ((i - input) / (h * w)) * oh * ow;
        const channel = j % c, start = ((j - channel) / c) * f;
        let sum = begun(o, beta, dx, i, j);
        for (const { output, tap } of tapsOfInput(window, input)) {
          for (let filter = start; filter < start + f; filter++) {
            sum = o.add(sum, o.mul(dy.at(first + output, filter), kernel.at(tap * c + channel, filter)));
          }
        }
        return sum;
      },
    };
  },
};
