/**
 * conv2dKernelGradient: what a kernel of conv2d adds to a loss.
 * @module
 */

import { windowSizes, type Window } from '../window.ts';
import { begun } from './operations.ts';
import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { eachTap, tapsOfKernel, windowIn } from './taps.ts';

/**
 * dKernel ← beta·dKernel + ∂/∂kernel of Σ y ⊗ dy, for y = x ∗ kernel; shapes as those of {@link Conv2d}.
 *
 * dKernel starts as y does there; then example by example, and output by output of those whose tap lies in the image,
 * ascending: dKernel ← dKernel ⊕ (x ⊗ dy).
 */
export type Conv2dKernelGradient<A extends FloatArray> = (...call: [
  n: number, ...window: Window, c: number, f: number, groups: number, x: A, dy: A, beta: number, dKernel: A,
]) => void;

const { fround } = Math;

const loop32: Conv2dKernelGradient<Float32Array> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, f, groups,
  x, dy, beta, dKernel,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const channels = groups * c, filters = groups * f, beta32 = fround(beta);
  for (let i = 0; i < kh * kw * c * filters; i++) dKernel[i] = beta32 === 0 ? 0 : beta32 * dKernel[i];
  eachTap(n, window, (input, output, tap) => {
    for (let group = 0; group < groups; group++) {
      const at = output * filters + group * f;
      for (let channel = 0; channel < c; channel++) {
        const value = x[input * channels + group * c + channel], row = (tap * c + channel) * filters + group * f;
        for (let j = 0; j < f; j++) dKernel[row + j] += fround(value * dy[at + j]);
      }
    }
  });
};

const loop64: Conv2dKernelGradient<Float64Array> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, f, groups,
  x, dy, beta, dKernel,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const channels = groups * c, filters = groups * f;
  for (let i = 0; i < kh * kw * c * filters; i++) dKernel[i] = beta === 0 ? 0 : beta * dKernel[i];
  eachTap(n, window, (input, output, tap) => {
    for (let at = 0; at < filters; at++) {
      const group = Math.floor(at / f);
      for (let channel = 0; channel < c; channel++) {
        const value = x[input * channels + group * c + channel];
        dKernel[(tap * c + channel) * filters + at] += value * dy[output * filters + at];
      }
    }
  });
};

export const routine: Routine = {
  name: 'conv2dKernelGradient',
  parameters: [
    ...sizes('n', ...windowSizes, 'c', 'f', 'groups'),
    whole('x', 'reads', ['n', 'h', 'w'], ['groups', 'c']), whole('dy', 'reads', ['n', 'oh', 'ow'], ['groups', 'f']),
    scalar('beta'), whole('dKernel', 'updates', ['kh', 'kw', 'c'], ['groups', 'f']),
  ],
  cut: { along: 'kh', from: 'top', by: 'dilationH' }, // rows of the kernel, as a kernel that begins further down
  loop32, loop64, tangent: { product: ['x', 'dy'] },
  elements: (o, { sizes: { n, c, f, ...rest }, scalars: { beta }, operands: { x, dy, dKernel } }) => {
    const { h, w, oh, ow } = rest, window = windowIn(rest);
    return {
      dKernel(i, j) {
        const channel = i % c, taps = tapsOfKernel(window, (i - channel) / c), group = Math.floor(j / f);
        let sum = begun(o, beta, dKernel, i, j);
        for (let example = 0; example < n; example++) {
          for (const { input, output } of taps) {
            const value = x.at(example * h * w + input, group * c + channel);
            sum = o.add(sum, o.mul(value, dy.at(example * oh * ow + output, j)));
          }
        }
        return sum;
      },
    };
  },
};
