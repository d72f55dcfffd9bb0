/**
 * Where a window lies that slides over an image: which elements of the input each output sees.
 * @module
 */

import { ShapeError } from '../core/errors.ts';

/**
 * Geometry of a convolution or a pooling, as its routine takes it. Output (i, j) sees at tap (p, q) the input
 * (i·strideH + p·dilationH − top, j·strideW + q·dilationW − left); taps that lie outside of the h × w input are left
 * out. Strides and dilations are at least 1. One axis alone is the second of two, the first being 1.
 */
export type Window = readonly [
  h: number, w: number, oh: number, ow: number, kh: number, kw: number,
  strideH: number, strideW: number, dilationH: number, dilationW: number, top: number, left: number,
];

/** The names of those sizes. */
export const windowSizes: readonly string[] = [
  'h', 'w', 'oh', 'ow', 'kh', 'kw', 'strideH', 'strideW', 'dilationH', 'dilationW', 'top', 'left',
];

/** 'valid': windows within the input; 'same': ⌈input / stride⌉ of them; 'causal': none sees what comes after it. */
export type Padding = 'valid' | 'same' | 'causal';

/** Each list has one number an axis: one or two. */
export interface Sliding {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
}

/** One axis: how many windows, and how many elements before the input the first begins. */
interface Slid {
  readonly output: number;
  readonly before: number;
}

/**
 * The window over an input of 1 or 2 axes. With k = (kernel − 1)·dilation + 1, along each axis:
 *
 * - 'valid': ⌊(input − k) / stride⌋ + 1 outputs, nothing before.
 * - 'same': ⌈input / stride⌉ outputs; of the (outputs − 1)·stride + k − input that are missing half lies before, and of
 *   an odd number the larger half after.
 * - 'causal': ⌈input / stride⌉ outputs, k − 1 before.
 *
 * Throws ShapeError, which begins with `who`, where an axis is too short for one window.
 */
export function windowOf(
  who: string, input: readonly number[], { kernel, strides, dilation, padding }: Sliding,
): Window {
  const axes = input.map((size, axis) => slide(who, size, kernel[axis], strides[axis], dilation[axis], padding));
  const two = <T>(of: readonly T[], first: T): readonly [T, T] => (of.length === 1 ? [first, of[0]] : [of[0], of[1]]);
  const [down, along] = two(axes, { output: 1, before: 0 });
  return [
    ...two(input, 1), down.output, along.output, ...two(kernel, 1), ...two(strides, 1), ...two(dilation, 1),
    down.before, along.before,
  ];
}

function slide(who: string, input: number, kernel: number, stride: number, dilation: number, padding: Padding): Slid {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'valid') {
    if (input >= reach) return { output: Math.floor((input - reach) / stride) + 1, before: 0 };
    const window = `a window of ${kernel}${dilation === 1 ? '' : `, spread by ${dilation}`}`;
    throw new ShapeError(`${who}: the input must have ${reach} elements for ${window}, got ${input}`);
  }
  const output = Math.ceil(input / stride), missing = Math.max(0, (output - 1) * stride + reach - input);
  return { output, before: padding === 'causal' ? reach - 1 : Math.floor(missing / 2) };
}
