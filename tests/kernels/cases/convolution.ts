/**
 * Cases of the convolutions.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import { windowOf, type Window } from '../../../lib/kernels/window.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import { factor, type Case, type Routine } from './case.ts';

interface Drawn {
  readonly n: number;
  readonly window: Window;
  readonly c: number;
  readonly f: number;
  readonly groups: number;
}

/** Mostly windows as a layer has them; now and then any outputs and any place of the first. */
export function drawWindow(random: Philox): Window {
  const from = (first: number, below: number): number => first + random.nextBelow(below);
  const input = [from(1, 9), from(1, 9)], kernel = [from(1, 4), from(1, 4)];
  const strides = once(random, 2) ? [1, 1] : [from(1, 3), from(1, 3)];
  const dilation = once(random, 2) ? [1, 1] : [from(1, 3), from(1, 3)];
  if (once(random, 4)) {
    const outputs = [from(1, 6), from(1, 6)], before = [from(0, 5), from(0, 5)];
    const [[h, w], [oh, ow], [kh, kw], [sh, sw], [dh, dw], [top, left]] =
      [input, outputs, kernel, strides, dilation, before];
    return [h, w, oh, ow, kh, kw, sh, sw, dh, dw, top, left];
  }
  const fits = input.every((size, axis) => size > (kernel[axis] - 1) * dilation[axis]);
  return windowOf('case', input, { kernel, strides, dilation, padding: fits && once(random, 2) ? 'valid' : 'same' });
}

function draw(random: Philox): Drawn {
  const n = pick(random, [0, 1, 2, 3, 4, 5, 9, 12]), window = drawWindow(random);
  const [c, f, groups] = pick(random, [
    [1 + random.nextBelow(9), 1 + random.nextBelow(25), 1], [1 + random.nextBelow(3), 1 + random.nextBelow(9), 2],
    [1, 1, 1 + random.nextBelow(20)], [1, 2, 1 + random.nextBelow(5)],
  ]);
  return { n, window, c, f, groups };
}

/** A routine of two operands and a result, whose lengths are given. */
function convolution(
  name: 'conv2d' | 'conv2dKernelGradient' | 'conv2dInputGradient',
  lengths: (drawn: Drawn) => readonly [a: number, b: number, result: number],
): Routine {
  return {
    name,
    cases: 300,
    draw(random: Philox, kind: OperandKind): Case {
      const drawn = draw(random), { n, window, c, f, groups } = drawn, beta = factor(random);
      const [a, b, result] = lengths(drawn).map((length) =>
        operands(random, length + (once(random, 2) ? 0 : random.nextBelow(8)), kind));
      if (Math.fround(beta) === 0 && once(random, 2)) result.fill(NaN);
      return {
        title: `${name} n=${n} window=${window.join(',')} c=${c} f=${f} groups=${groups} beta=${beta}, ${kind}`,
        arrays: { a, b, result },
        call: (k, at) => k[name](n, ...window, c, f, groups, at['a'], at['b'], beta, at['result']),
      };
    },
  };
}

const images = ({ n, window: [h, w], c, groups }: Drawn): number => n * h * w * groups * c;
const outputs = ({ n, window: [, , oh, ow], f, groups }: Drawn): number => n * oh * ow * groups * f;
const kernel = ({ window: [, , , , kh, kw], c, f, groups }: Drawn): number => kh * kw * c * groups * f;

export const conv2d: Routine = convolution('conv2d', (drawn) => [images(drawn), kernel(drawn), outputs(drawn)]);

export const conv2dKernelGradient: Routine =
  convolution('conv2dKernelGradient', (drawn) => [images(drawn), outputs(drawn), kernel(drawn)]);

export const conv2dInputGradient: Routine =
  convolution('conv2dInputGradient', (drawn) => [outputs(drawn), kernel(drawn), images(drawn)]);
