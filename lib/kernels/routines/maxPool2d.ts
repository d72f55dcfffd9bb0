/**
 * maxPool2d: the largest of what a window over images sees.
 * @module
 */

import { equal, less, select } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { windowSizes, type Window } from '../window.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { eachTap, tapsOfOutput, windowIn } from './taps.ts';

/**
 * y ← the largest of the taps that lie in the image, for each of n images and each of c channels. x is n × h × w pixels
 * of c channels, y n × oh × ow.
 *
 * The first tap to begin with; then tap by tap, ascending, what is larger or NaN takes its place. So NaN stays NaN, and
 * of equals (±0 too) the first is taken. −∞ where no tap lies in the image.
 */
export type MaxPool2d<A extends FloatArray> = (...call: [n: number, ...window: Window, c: number, x: A, y: A]) => void;

const loop: MaxPool2d<FloatArray> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, x, y,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  y.fill(-Infinity, 0, n * oh * ow * c);
  eachTap(n, window, (input, output) => {
    for (let at = output * c, from = input * c; at < (output + 1) * c; at++, from++) {
      const value = x[from];
      if (value > y[at] || value !== value) y[at] = value;
    }
  });
};

/** The derivative is that of the tap that is taken; 0 where there is none. */
function tangent<A extends FloatArray>(
  table: { readonly maxPool2d: MaxPool2d<A> }, rate: (array: A) => A, ...call: Parameters<MaxPool2d<A>>
): void {
  const [n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, x, y] = call;
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  const dx = rate(x), dy = rate(y);
  table.maxPool2d(...call);
  dy.fill(0, 0, n * oh * ow * c);
  eachTaken(n, window, c, x, y, (input, output) => { dy[output] = dx[input]; });
}

/** Visits the tap that each output takes, by the numbers of elements: the first that equals it, or is NaN. */
export function eachTaken(
  n: number, window: Window, c: number, x: FloatArray, y: FloatArray, visit: (input: number, output: number) => void,
): void {
  for (let channel = 0; channel < c; channel++) {
    let done = -1;
    eachTap(n, window, (input, output) => {
      const from = input * c + channel, at = output * c + channel, value = x[from];
      if (output === done || (value !== y[at] && value === value)) return;
      done = output;
      visit(from, at);
    });
  }
}

/** m, or x where that is larger or NaN. */
const larger = lazyFormula({
  name: 'larger', arrays: ['m', 'x', 'y'],
  define: ({ m, x }) => ({ y: select(equal(x, x), select(less(m, x), x, m), x) }),
});

export const routine: Routine = {
  name: 'maxPool2d',
  parameters: [
    ...sizes('n', ...windowSizes, 'c'), whole('x', 'reads', ['n', 'h', 'w'], 'c'),
    whole('y', 'writes', ['n', 'oh', 'ow'], 'c'),
  ],
  loop32: loop, loop64: loop, tangent,
  elements: (o, { sizes: { h, w, oh, ow, ...rest }, operands: { x } }) => {
    const window = windowIn({ h, w, oh, ow, ...rest });
    return {
      y(i, j) {
        const output = i % (oh * ow), first = ((i - output) / (oh * ow)) * h * w;
        const taps = tapsOfOutput(window, output).map(({ input }) => x.at(first + input, j));
        return taps.length === 0 ? o.constant(-Infinity) : taps.reduce((m, value) => o.through(larger, m, value));
      },
    };
  },
};
