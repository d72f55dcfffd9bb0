/**
 * Convolutions: those of small networks of images, a batch of 32, forward and both gradients.
 * @module
 */
import { callsOf, newRun } from '../lib/kernels/index.ts';
import { windowOf } from '../lib/kernels/window.ts';
import { entry, type Entry } from './entry.ts';
import { operands } from './operands.ts';

interface Shape {
  readonly size: number;
  readonly channels: number;
  /** Without filters it is depthwise. */
  readonly filters?: number;
  readonly kernel: number;
  readonly padding: 'valid' | 'same';
  readonly stride?: number;
  readonly batch?: number;
}

const SHAPES: readonly Shape[] = [
  { size: 28, channels: 1, filters: 8, kernel: 3, padding: 'valid' },
  { size: 26, channels: 8, filters: 16, kernel: 3, padding: 'valid' },
  { size: 14, channels: 16, filters: 32, kernel: 3, padding: 'same' },
  { size: 7, channels: 64, filters: 64, kernel: 3, padding: 'same' },
  { size: 14, channels: 32, filters: 64, kernel: 1, padding: 'valid' },
  { size: 28, channels: 1, filters: 6, kernel: 5, padding: 'valid' },
  { size: 14, channels: 32, filters: 64, kernel: 3, padding: 'same', stride: 2 },
  { size: 14, channels: 32, kernel: 3, padding: 'same' },
  { size: 14, channels: 16, filters: 32, kernel: 3, padding: 'same', batch: 1 },
];
const BATCH = 32;

/** Which of the three, with its operands' lengths by the lengths of images, kernel and outputs. */
const PASSES = {
  conv2d: ([x, kernel, y]: readonly number[]) => [x, kernel, y],
  conv2dKernelGradient: ([x, kernel, y]: readonly number[]) => [x, y, kernel],
  conv2dInputGradient: ([x, kernel, y]: readonly number[]) => [y, kernel, x],
} as const;

function entryOf(shape: Shape, pass: keyof typeof PASSES): Entry {
  const { size, channels, filters, kernel, padding, stride = 1, batch = BATCH } = shape;
  const two = (n: number): number[] => [n, n], [c, f, groups] = filters ? [channels, filters, 1] : [1, 1, channels];
  const window = windowOf('bench', two(size), {
    kernel: two(kernel), strides: two(stride), dilation: two(1), padding,
  });
  const [h, w, oh, ow, kh, kw] = window, taps = kh * kw * c, outputs = batch * oh * ow * f * groups;
  const lengths = PASSES[pass]([batch * h * w * c * groups, taps * f * groups, outputs]);
  return entry({
    bench: 'conv', flops: 2 * outputs * taps, isLimitedByPeak: true,
    shape: `${pass} ${batch}x${size}x${size}x${channels} ${filters ?? 'depthwise'} ${kernel}x${kernel} ${padding}`
      + (stride === 1 ? '' : ` stride ${stride}`),
    prepare({ k: table }) {
      const { k, arrays: [a, b, result] } = operands(table, ...lengths), run = newRun();
      const bound = k.bind(callsOf<Float32Array>()[pass](batch, ...window, c, f, groups, a, b, 0, result));
      return { run: () => void bound(run), result: () => result };
    },
  });
}

/** The input of a network needs no gradient. */
const hasInputGradient = ({ channels }: Shape): boolean => channels > 1;

export const convolutionEntries: readonly Entry[] = SHAPES.flatMap((shape) => [
  entryOf(shape, 'conv2d'), entryOf(shape, 'conv2dKernelGradient'),
  ...(hasInputGradient(shape) ? [entryOf(shape, 'conv2dInputGradient')] : []),
]);
