/**
 * averagePool2dGradient: the adjoint of averagePool2d.
 * @module
 */

import { windowSizes, type Window } from '../window.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { eachTap, tapCount, tapsOfInput, windowIn } from './taps.ts';

/**
 * dx ← Σ (dy ⊘ k) over the windows that see the element, ascending, from +0; k is the number of taps of that window
 * that lie in the image.
 */
export type AveragePool2dGradient<A extends FloatArray> =
  (...call: [n: number, ...window: Window, c: number, dy: A, dx: A]) => void;

/** `round` rounds a quotient. */
function loop<A extends FloatArray>(round: (value: number) => number): AveragePool2dGradient<A> {
  return (n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, dy, dx) => {
    const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left], size = oh * ow;
    dx.fill(0, 0, n * h * w * c);
    let last = -1, count = 1;
    eachTap(n, window, (input, output) => {
      if (output !== last) count = tapCount(window, output % size);
      last = output;
      for (let at = input * c, from = output * c; from < (output + 1) * c; at++, from++) {
        dx[at] += round(dy[from] / count);
      }
    });
  };
}

export const routine: Routine = {
  name: 'averagePool2dGradient',
  parameters: [
    ...sizes('n', ...windowSizes, 'c'), whole('dy', 'reads', ['n', 'oh', 'ow'], 'c'),
    whole('dx', 'writes', ['n', 'h', 'w'], 'c'),
  ],
  loop32: loop<Float32Array>(Math.fround), loop64: loop<Float64Array>((value) => value), tangent: 'linear',
  elements: (o, { sizes: { h, w, oh, ow, ...rest }, operands: { dy } }) => {
    const window = windowIn({ h, w, oh, ow, ...rest });
    return {
      dx(i, j) {
        const pixel = i % (h * w), start = ((i - pixel) / (h * w)) * oh * ow;
        return tapsOfInput(window, pixel).reduce((sum, { output }) => {
          const share = o.div(dy.at(start + output, j), o.constant(tapCount(window, output)));
          return o.add(sum, share);
        }, o.constant(0));
      },
    };
  },
};
