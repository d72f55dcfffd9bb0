/**
 * averagePool2d: the mean of what a window over images sees.
 * @module
 */

import { windowSizes, type Window } from '../window.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { eachTap, tapCount, tapsOfOutput, windowIn } from './taps.ts';

/**
 * y ← Σ ⊘ k over the k taps that lie in the image, from +0, ascending; shapes as those of {@link MaxPool2d}. +0 where
 * none does.
 */
export type AveragePool2d<A extends FloatArray> =
  (...call: [n: number, ...window: Window, c: number, x: A, y: A]) => void;

const loop: AveragePool2d<FloatArray> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, x, y,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left], size = oh * ow;
  y.fill(0, 0, n * size * c);
  eachTap(n, window, (input, output) => {
    for (let at = output * c, from = input * c; at < (output + 1) * c; at++, from++) y[at] += x[from];
  });
  for (let output = 0; output < size; output++) {
    const count = Math.max(1, tapCount(window, output));
    for (let all = output; all < n * size; all += size) for (let at = all * c; at < (all + 1) * c; at++) y[at] /= count;
  }
};

export const routine: Routine = {
  name: 'averagePool2d',
  parameters: [
    ...sizes('n', ...windowSizes, 'c'), whole('x', 'reads', ['n', 'h', 'w'], 'c'),
    whole('y', 'writes', ['n', 'oh', 'ow'], 'c'),
  ],
  loop32: loop, loop64: loop, tangent: 'linear',
  elements: (o, { sizes: { h, w, oh, ow, ...rest }, operands: { x } }) => {
    const window = windowIn({ h, w, oh, ow, ...rest });
    return {
      y(i, j) {
        const output = i % (oh * ow), first = ((i - output) / (oh * ow)) * h * w, taps = tapsOfOutput(window, output);
        if (taps.length === 0) return o.constant(0);
        const total = taps.reduce((sum, { input }) => o.add(sum, x.at(first + input, j)), o.constant(0));
        return o.div(total, o.constant(taps.length));
      },
    };
  },
};
