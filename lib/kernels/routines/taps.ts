/**
 * The taps of a window: which input each output sees through which element of the kernel.
 * @module
 */

import { windowSizes, type Window } from '../window.ts';

/** Numbers of pixels of one image, row by row, and of an element of the kernel, likewise. */
export interface Tap {
  readonly input: number;
  readonly output: number;
  readonly tap: number;
}

/**
 * Visits all taps within n images that follow each other, outputs ascending, those of an output ascending. So of the
 * taps of one input, and of one element of the kernel, the outputs ascend too.
 */
export function eachTap(
  n: number, [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left]: Window,
  visit: (input: number, output: number, tap: number) => void,
): void {
  for (let example = 0, output = 0; example < n; example++) {
    for (let i = 0; i < oh; i++) {
      for (let j = 0; j < ow; j++, output++) {
        for (let p = 0; p < kh; p++) {
          const row = i * strideH + p * dilationH - top;
          if (row < 0 || row >= h) continue;
          for (let q = 0; q < kw; q++) {
            const column = j * strideW + q * dilationW - left;
            if (column >= 0 && column < w) visit((example * h + row) * w + column, output, p * kw + q);
          }
        }
      }
    }
  }
}

/** The taps of one output, ascending. */
export function tapsOfOutput(window: Window, output: number): Tap[] {
  const [h, w, , ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left] = window, found: Tap[] = [];
  const first = Math.floor(output / ow) * strideH - top, start = (output % ow) * strideW - left;
  for (let tap = 0; tap < kh * kw; tap++) {
    const row = first + Math.floor(tap / kw) * dilationH, column = start + (tap % kw) * dilationW;
    if (row >= 0 && row < h && column >= 0 && column < w) found.push({ input: row * w + column, output, tap });
  }
  return found;
}

/** The taps that see one input: outputs ascend, and taps descend. */
export function tapsOfInput(window: Window, input: number): Tap[] {
  const [, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left] = window, found: Tap[] = [];
  const row = Math.floor(input / w) + top, column = (input % w) + left;
  for (let tap = kh * kw - 1; tap >= 0; tap--) {
    const i = (row - Math.floor(tap / kw) * dilationH) / strideH, j = (column - (tap % kw) * dilationW) / strideW;
    const isOne = Number.isInteger(i) && Number.isInteger(j) && i >= 0 && i < oh && j >= 0 && j < ow;
    if (isOne) found.push({ input, output: i * ow + j, tap });
  }
  return found;
}

/** Those of one element of the kernel, outputs ascending. */
export function tapsOfKernel(window: Window, tap: number): Tap[] {
  const [, , oh, ow] = window;
  return Array.from({ length: oh * ow }, (_, output) => tapsOfOutput(window, output).filter((each) => each.tap === tap))
    .flat();
}

/** The window of a call. */
export function windowIn(sizes: Readonly<Record<string, number>>): Window {
  const [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left] =
    windowSizes.map((name) => sizes[name]);
  return [h, w, oh, ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left];
}

/** How many taps of one output lie in the image. */
export function tapCount(
  [h, w, , ow, kh, kw, strideH, strideW, dilationH, dilationW, top, left]: Window, output: number,
): number {
  const column = output % ow, row = (output - column) / ow;
  return inside(row * strideH - top, dilationH, kh, h) * inside(column * strideW - left, dilationW, kw, w);
}

/** How many of first, first + dilation, … lie in [0, size), of so many. */
function inside(first: number, dilation: number, taps: number, size: number): number {
  const from = Math.max(0, Math.ceil(-first / dilation)), end = Math.min(taps, Math.ceil((size - first) / dilation));
  return Math.max(0, end - from);
}
