/**
 * What slides over images: its axes and channels, how far apart things lie, and which taps lie in an image.
 * @module
 */

import type { Body, Local } from '../../wasm/index.ts';

/** One axis of a window: output i sees at tap k the input i · stride + k · dilation − before, where there is one. */
export interface Axis {
  readonly input: number;
  readonly outputs: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

export interface SlideAxis extends Axis {
  /** Output i is written at start + i · step of so many. */
  readonly length: number;
  readonly start: number;
  readonly step: number;
}

/** What is summed over at a tap. */
export interface Channels {
  /** Channels that are summed over, and filters, of a group. */
  readonly c: number;
  readonly f: number;
  readonly groups: number;
  /** Whether each filter sees the channel of its own number only; then there is one group, and c is 1. */
  readonly isEach: boolean;
}

export interface Slide extends Channels {
  readonly down: SlideAxis;
  readonly along: SlideAxis;
}

/** Channels of a pixel. */
export function channelsOf({ c, f, groups, isEach }: Channels): number {
  return isEach ? f : groups * c;
}

/** (n, x, kernel, accumulate, y): addresses; y ← products, or y + products. */
export const parameters = { n: 'i32', x: 'i32', kernel: 'i32', accumulate: 'i32', y: 'i32' } as const;
export type Slid = (n: number, x: number, kernel: number, accumulate: number, y: number) => void;

/** The sizes of a product in bytes. */
export interface Strides {
  readonly pixel: number;
  readonly row: number;
  readonly image: number;
  readonly outPixel: number;
  readonly outRow: number;
  readonly outImage: number;
}

export function stridesOf(slide: Slide): Strides {
  const { down, along, f, groups } = slide, pixel = 4 * channelsOf(slide), row = along.input * pixel;
  const outPixel = 4 * groups * f, outRow = along.length * outPixel;
  return { pixel, row, image: down.input * row, outPixel, outRow, outImage: down.length * outRow };
}

/** Whether all taps of all outputs lie in the image. */
export function isInside({ input, outputs, taps, stride, dilation, before }: Axis): boolean {
  return before <= 0 && (outputs - 1) * stride + (taps - 1) * dilation - before < input;
}

/** Outputs of an axis whose taps all lie in the image: so many, from the first of them on. */
export interface Inner {
  readonly first: number;
  readonly count: number;
}

export function innerOf({ input, outputs, taps, stride, dilation, before }: Axis): Inner {
  const first = Math.max(0, Math.ceil(before / stride));
  const end = Math.floor((input - 1 - (taps - 1) * dilation + before) / stride) + 1;
  return { first, count: Math.max(0, Math.min(end, outputs) - first) };
}

/** Which taps of an output lie in the input, where its first tap is at `at`; none are left where `count` is below 1. */
export function clip(
  f: Body, { input, taps, dilation }: Pick<Axis, 'input' | 'taps' | 'dilation'>, at: Local<'i32'>,
  first: Local<'i32'>, count: Local<'i32'>,
): void {
  const over = (distance: Local<'i32'>): void => { // rounded up
    if (dilation > 1) distance.set(f.i32.div_s(f.i32.add(distance, dilation - 1), dilation));
  };
  first.set(f.i32.sub(0, at));
  first.set(f.select(first, 0, f.i32.gt_s(first, 0)));
  over(first);
  count.set(f.i32.sub(input, at));
  over(count);
  count.set(f.select(count, taps, f.i32.lt_s(count, taps)));
  count.set(f.i32.sub(count, first));
}

/** Moves a pointer or a count. */
export function advance(f: Body, local: Local<'i32'>, by: number): void {
  if (by !== 0) local.set(f.i32.add(local, by));
}
