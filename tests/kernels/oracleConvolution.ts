/**
 * Convolutions for the oracle: each element by itself, every tap that there is looked at in the order of its sum.
 * @module
 */
import type { FloatArray, Kernels } from '../../lib/kernels/index.ts';
import type { Window } from '../../lib/kernels/window.ts';
import type { Round } from './interpreter.ts';

type Convolutions<A extends FloatArray> = Pick<Kernels<A>, 'conv2d' | 'conv2dKernelGradient' | 'conv2dInputGradient'>;

/** Rows, columns, taps down and along. */
export interface Place {
  readonly i: number;
  readonly j: number;
  readonly p: number;
  readonly q: number;
}

/** The pixel of the input that output (i, j) sees at tap (p, q), −1 outside of the image. */
export function seen(
  [h, w, , , , , strideH, strideW, dilationH, dilationW, top, left]: Window, { i, j, p, q }: Place,
): number {
  const row = i * strideH + p * dilationH - top, column = j * strideW + q * dilationW - left;
  return row >= 0 && row < h && column >= 0 && column < w ? row * w + column : -1;
}

/** Every output with every tap, outputs first. */
export function places([, , oh, ow, kh, kw]: Window): Place[] {
  const all: Place[] = [];
  for (let i = 0; i < oh; i++) {
    for (let j = 0; j < ow; j++) for (let p = 0; p < kh; p++) for (let q = 0; q < kw; q++) all.push({ i, j, p, q });
  }
  return all;
}

export function convolutions<A extends FloatArray>(round: Round): Convolutions<A> {
  const begun = (beta: number, before: number): number => (round(beta) === 0 ? 0 : round(round(beta) * before));
  const plus = (sum: number, a: number, b: number): number => round(sum + round(a * b));
  return {
    conv2d(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, f, groups, x, kernel, beta, y]) {
      const window: Window = [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], all = places(window);
      for (let at = 0; at < n * oh * ow * groups * f; at++) {
        const filter = at % (groups * f), pixel = Math.floor(at / (groups * f));
        const example = Math.floor(pixel / (oh * ow));
        let sum = begun(beta, y[at]);
        for (const place of all) {
          const input = seen(window, place);
          if (input < 0 || place.i * ow + place.j !== pixel % (oh * ow)) continue;
          for (let channel = 0; channel < c; channel++) {
            const value = x[((example * h * w + input) * groups + Math.floor(filter / f)) * c + channel];
            sum = plus(sum, value, kernel[((place.p * kw + place.q) * c + channel) * groups * f + filter]);
          }
        }
        y[at] = sum;
      }
    },
    conv2dKernelGradient(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, f, groups, x, dy, beta, dKernel]) {
      const window: Window = [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], all = places(window);
      for (let at = 0; at < kh * kw * c * groups * f; at++) {
        const filter = at % (groups * f), row = Math.floor(at / (groups * f)), tap = Math.floor(row / c);
        let sum = begun(beta, dKernel[at]);
        for (let example = 0; example < n; example++) {
          for (const place of all) {
            const input = seen(window, place);
            if (input < 0 || place.p * kw + place.q !== tap) continue;
            const value = x[((example * h * w + input) * groups + Math.floor(filter / f)) * c + (row % c)];
            sum = plus(sum, value, dy[((example * oh + place.i) * ow + place.j) * groups * f + filter]);
          }
        }
        dKernel[at] = sum;
      }
    },
    conv2dInputGradient(n, ...[h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left, c, f, groups, dy, kernel, beta, dx]) {
      const window: Window = [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left], all = places(window);
      for (let at = 0; at < n * h * w * groups * c; at++) {
        const channel = at % (groups * c), pixel = Math.floor(at / (groups * c)), example = Math.floor(pixel / (h * w));
        let sum = begun(beta, dx[at]);
        for (const place of all) {
          if (seen(window, place) !== pixel % (h * w)) continue;
          for (let filter = 0; filter < f; filter++) {
            const column = Math.floor(channel / c) * f + filter, row = (place.p * kw + place.q) * c + (channel % c);
            const output = (example * oh + place.i) * ow + place.j;
            sum = plus(sum, dy[output * groups * f + column], kernel[row * groups * f + column]);
          }
        }
        dx[at] = sum;
      }
    },
  };
}
