/**
 * maxPool2dGradient: the adjoint of maxPool2d.
 * @module
 */

import { equal, not, or, select, type Expression } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { windowSizes, type Window } from '../window.ts';
import { eachTaken } from './maxPool2d.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import { tapsOfInput, tapsOfOutput, windowIn } from './taps.ts';

/**
 * dx ← Σ dy over the windows whose largest the element is, windows ascending, from +0; x and y are those of
 * {@link MaxPool2d}. Of the taps of a window the first that equals y, or is NaN, has all of its dy.
 */
export type MaxPool2dGradient<A extends FloatArray> =
  (...call: [n: number, ...window: Window, c: number, x: A, y: A, dy: A, dx: A]) => void;

const loop: MaxPool2dGradient<FloatArray> = (
  n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, x, y, dy, dx,
) => {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  dx.fill(0, 0, n * h * w * c);
  eachTaken(n, window, c, x, y, (input, output) => { dx[input] += dy[output]; });
};

/** Linear in dy; which tap is taken does not change. */
function tangent<A extends FloatArray>(
  table: { readonly maxPool2dGradient: MaxPool2dGradient<A> }, rate: (array: A) => A,
  ...[n, h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left, c, x, y, dy, dx]:
  Parameters<MaxPool2dGradient<A>>
): void {
  const window: Window = [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
  table.maxPool2dGradient(n, ...window, c, x, y, rate(dy), rate(dx));
  table.maxPool2dGradient(n, ...window, c, x, y, dy, dx);
}

const isTaken = (x: Expression<'float'>, y: Expression<'float'>): Expression<'truth'> =>
  or(equal(x, y), not(equal(x, x)));

/** What a tap has of what those before it have left, and what it leaves. */
const taken = lazyFormula({
  name: 'taken', arrays: ['x', 'y', 'left', 'share'],
  define: ({ x, y, left }) => ({ share: select(isTaken(x, y), left, 0) }),
});
const passed = lazyFormula({
  name: 'passed', arrays: ['x', 'y', 'left', 'rest'],
  define: ({ x, y, left }) => ({ rest: select(not(isTaken(x, y)), left, 0) }),
});

export const routine: Routine = {
  name: 'maxPool2dGradient',
  parameters: [
    ...sizes('n', ...windowSizes, 'c'), whole('x', 'reads', ['n', 'h', 'w'], 'c'),
    whole('y', 'reads', ['n', 'oh', 'ow'], 'c'), whole('dy', 'reads', ['n', 'oh', 'ow'], 'c'),
    whole('dx', 'writes', ['n', 'h', 'w'], 'c'),
  ],
  loop32: loop, loop64: loop, tangent,
  elements: (o, { sizes: { h, w, oh, ow, ...rest }, operands: { x, y, dy } }) => {
    const window = windowIn({ h, w, oh, ow, ...rest });
    return {
      dx(i, j) {
        const pixel = i % (h * w), example = (i - pixel) / (h * w), start = example * oh * ow;
        let sum = o.constant(0);
        for (const { output, tap } of tapsOfInput(window, pixel)) {
          const largest = y.at(start + output, j);
          let left = o.add(dy.at(start + output, j), o.constant(0));
          for (const before of tapsOfOutput(window, output)) {
            if (before.tap < tap) left = o.through(passed, x.at(example * h * w + before.input, j), largest, left);
          }
          sum = o.add(sum, o.through(taken, x.at(i, j), largest, left));
        }
        return sum;
      },
    };
  },
};
