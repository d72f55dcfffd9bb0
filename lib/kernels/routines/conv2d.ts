/**
 * conv2d: images seen through a window by filters.
 * @module
 */

import { windowSizes, type Window } from '../window.ts';
import { begun } from './operations.ts';
import { scalar, sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { eachTap, tapsOfOutput, windowIn } from './taps.ts';

/**
 * y ← beta·y + x ∗ kernel, for n images, in `groups` that do not see each other: each of the f filters of a group sees
 * the c channels of that group. x is n × h × w pixels of groups · c channels, y n × oh × ow pixels of groups · f
 * filters, the kernel kh × kw × c rows of groups · f filters. Depthwise: c = 1, and a group for each channel.
 *
 * y starts at beta ⊗ y (at +0, y unread, when beta is 0); then tap by tap of those that lie in the image, ascending,
 * and channel by channel of the group: y ← y ⊕ (x ⊗ kernel). It is a correlation: nothing is turned.
 */
export type Conv2d<A extends FloatArray> = (...call: [
  n: number, ...window: Window, c: number, f: number, groups: number, x: A, kernel: A, beta: number, y: A,
]) => void;

const { fround } = Math;

const loop32: Conv2d<Float32Array> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, f, groups,
  x, kernel, beta, y,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const channels = groups * c, filters = groups * f, beta32 = fround(beta);
  for (let i = 0; i < n * oh * ow * filters; i++) y[i] = beta32 === 0 ? 0 : beta32 * y[i];
  eachTap(n, window, (input, output, tap) => {
    for (let group = 0; group < groups; group++) {
      const at = output * filters + group * f;
      for (let channel = 0; channel < c; channel++) {
        const value = x[input * channels + group * c + channel], row = (tap * c + channel) * filters + group * f;
        for (let j = 0; j < f; j++) y[at + j] += fround(value * kernel[row + j]);
      }
    }
  });
};

const loop64: Conv2d<Float64Array> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, f, groups,
  x, kernel, beta, y,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const channels = groups * c, filters = groups * f;
  for (let i = 0; i < n * oh * ow * filters; i++) y[i] = beta === 0 ? 0 : beta * y[i];
  eachTap(n, window, (input, output, tap) => {
    for (let at = 0; at < filters; at++) {
      const group = Math.floor(at / f);
      for (let channel = 0; channel < c; channel++) {
        const value = x[input * channels + group * c + channel];
        y[output * filters + at] += value * kernel[(tap * c + channel) * filters + at];
      }
    }
  });
};

export const routine: Routine = {
  name: 'conv2d',
  parameters: [
    ...sizes('n', ...windowSizes, 'c', 'f', 'groups'),
    whole('x', 'reads', ['n', 'h', 'w'], ['groups', 'c']), whole('kernel', 'reads', ['kh', 'kw', 'c'], ['groups', 'f']),
    scalar('beta'), whole('y', 'updates', ['n', 'oh', 'ow'], ['groups', 'f']),
  ],
  loop32, loop64, tangent: { product: ['x', 'kernel'] },
  elements: (o, { sizes: { c, f, ...rest }, scalars: { beta }, operands: { x, kernel, y } }) => {
    const { h, w, oh, ow } = rest, window = windowIn(rest);
    return {
      y(i, j) {
        const output = i % (oh * ow), first = ((i - output) / (oh * ow)) * h * w, group = Math.floor(j / f);
        let sum = begun(o, beta, y, i, j);
        for (const { input, tap } of tapsOfOutput(window, output)) {
          for (let channel = 0; channel < c; channel++) {
            const value = x.at(first + input, group * c + channel);
            sum = o.add(sum, o.mul(value, kernel.at(tap * c + channel, j)));
          }
        }
        return sum;
      },
    };
  },
};
