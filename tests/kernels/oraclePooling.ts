/**
 * Poolings for the oracle: each element by itself, every tap that there is looked at.
 * @module
 */
import type { FloatArray, Kernels } from '../../lib/kernels/index.ts';
import type { Window } from '../../lib/kernels/window.ts';
import type { Round } from './interpreter.ts';
import { places, seen } from './oracleConvolution.ts';

type Poolings<A extends FloatArray> =
  Pick<Kernels<A>, 'maxPool2d' | 'maxPool2dGradient' | 'averagePool2d' | 'averagePool2dGradient'>;

/** What one output sees: numbers of pixels. */
function pixelsOf(window: Window, output: number): number[] {
  const [, , , ow] = window;
  return places(window).filter(({ i, j }) => i * ow + j === output).map((place) => seen(window, place))
    .filter((input) => input >= 0);
}

/** For each channel of each window of each image: the elements that it sees, and its own number. */
function eachWindow(n: number, window: Window, c: number, visit: (inputs: number[], output: number) => void): void {
  const [h, w, oh, ow] = window, pixels = Array.from({ length: oh * ow }, (_, output) => pixelsOf(window, output));
  for (let example = 0; example < n; example++) {
    pixels.forEach((inputs, output) => {
      for (let channel = 0; channel < c; channel++) {
        const seenHere = inputs.map((input) => (example * h * w + input) * c + channel);
        visit(seenHere, (example * oh * ow + output) * c + channel);
      }
    });
  }
}

export function poolings<A extends FloatArray>(round: Round): Poolings<A> {
  return {
    maxPool2d(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, x, y]) {
      eachWindow(n, [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], c, (inputs, output) => {
        const values = inputs.map((input) => x[input]), isLargest = (value: number): boolean =>
          values.every((other) => value >= other);
        y[output] = values.find(Number.isNaN) ?? values.find(isLargest) ?? -Infinity;
      });
    },
    maxPool2dGradient(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, x, y, dy, dx]) {
      dx.fill(0, 0, n * h * w * c);
      eachWindow(n, [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], c, (inputs, output) => {
        const taken = inputs.find((input) => x[input] === y[output] || Number.isNaN(x[input]));
        if (taken !== undefined) dx[taken] = round(dx[taken] + dy[output]);
      });
    },
    averagePool2d(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, x, y]) {
      eachWindow(n, [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], c, (inputs, output) => {
        const total = inputs.reduce((sum, input) => round(sum + x[input]), 0);
        y[output] = inputs.length === 0 ? 0 : round(total / inputs.length);
      });
    },
    averagePool2dGradient(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, dy, dx]) {
      dx.fill(0, 0, n * h * w * c);
      eachWindow(n, [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], c, (inputs, output) => {
        for (const input of inputs) dx[input] = round(dx[input] + round(dy[output] / inputs.length));
      });
    },
  };
}
