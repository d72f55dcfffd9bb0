/**
 * Convolutions and pools: images channels first, pads written out.
 * @module
 */

import type { Shape } from '../../../core/shape.ts';
import {
  AveragePooling1D, AveragePooling2D, Conv1D, Conv1DTranspose, Conv2D, Conv2DTranspose, DepthwiseConv1D,
  DepthwiseConv2D, GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalMaxPooling1D, GlobalMaxPooling2D,
  MaxPooling1D, MaxPooling2D, SeparableConv1D, SeparableConv2D, UpSampling1D, UpSampling2D,
} from '../../../layers/index.ts';
import type { Exporter, Out } from '../exporter.ts';
import { transposed } from '../values.ts';
import { needed, row, type Call, type Weight, type Write } from './row.ts';

/** Axes of an image (size, channels) with the channels second. */
export function channelsFirst(shape: Shape): number[] {
  return [0, shape.length, ...shape.slice(1).map((_, i) => i + 1)];
}

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: string;
}

/** Zeros before each axis, then behind each. */
function padsOf(size: readonly number[], { kernel, strides, dilations, padding }: Window): number[] {
  const pads = size.map((n, i) => {
    const reach = (kernel[i] - 1) * dilations[i] + 1, count = Math.ceil(n / strides[i]);
    if (padding === 'valid') return [0, 0];
    if (padding === 'causal') return [reach - 1, 0];
    const missing = Math.max((count - 1) * strides[i] + reach - n, 0), before = Math.floor(missing / 2);
    return [before, missing - before];
  });
  return [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
}

/** A kernel with its axes in another order, under other sizes. */
function turned(e: Exporter, name: string, { shape, data }: Weight, order: readonly number[], dims?: Shape): string {
  const { data: moved, dims: sizes } = transposed({ dims: shape, isFloat: true, data }, order);
  return e.floats(name, dims ?? sizes, moved);
}

/** (window…, a, b) as (b, a, window…). */
const backwards = (axes: number): number[] => [axes + 1, axes, ...Array.from({ length: axes }, (_, i) => i)];

interface Options {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: string;
}

const windowOf = ({ kernelSize, strides, dilationRate, padding }: Options): Window =>
  ({ kernel: kernelSize, strides, dilations: dilationRate, padding });

function convolution(
  e: Exporter, x: string, inputs: readonly string[], size: readonly number[],
  window: Window & { readonly group: number },
): string {
  const { kernel, strides, dilations, group } = window;
  return e.op('Conv', [x, ...inputs], { kernel_shape: kernel, strides, dilations, pads: padsOf(size, window), group });
}

function bias(e: Exporter, call: Call): readonly string[] {
  const b = call.weight('b');
  return b === undefined ? [] : [e.floats('b', b.shape, b.data)];
}

function conv(e: Exporter, layer: Conv1D | Conv2D, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [shape] } = call, order = channelsFirst(shape), axes = shape.length - 1;
  const kernel = turned(e, 'w', needed(call, 'w'), backwards(axes));
  const window = { ...windowOf(layer), group: layer.groups };
  return [{ name: convolution(e, e.ordered(x, order), [kernel, ...bias(e, call)], shape.slice(0, -1), window), order }];
}

/** Of each channel by itself: (window…, c, m) as (c·m, 1, window…). */
function eachChannel(
  e: Exporter, layer: Options, call: Call, name: string, more: readonly string[],
): string {
  const { inputs: [x], inputShapes: [shape] } = call, axes = shape.length - 1, w = needed(call, name);
  const order = [axes, axes + 1, ...Array.from({ length: axes }, (_, i) => i)];
  const [channels, each] = [w.shape[axes], w.shape[axes + 1]];
  const kernel = turned(e, name, w, order, [channels * each, 1, ...layer.kernelSize]);
  const window = { ...windowOf(layer), group: channels };
  return convolution(e, e.ordered(x, channelsFirst(shape)), [kernel, ...more], shape.slice(0, -1), window);
}

function depthwise(e: Exporter, layer: DepthwiseConv1D | DepthwiseConv2D, call: Call): readonly Out[] {
  return [{ name: eachChannel(e, layer, call, 'w', bias(e, call)), order: channelsFirst(call.inputShapes[0]) }];
}

function separable(e: Exporter, layer: SeparableConv1D | SeparableConv2D, call: Call): readonly Out[] {
  const { inputShapes: [shape], outputShapes: [to] } = call, ones = shape.slice(1).map(() => 1);
  const mixed = turned(e, 'pointwise', needed(call, 'pointwise'), backwards(shape.length - 1));
  const window = { kernel: ones, strides: ones, dilations: ones, padding: 'valid', group: 1 };
  const apart = eachChannel(e, layer, call, 'depthwise', []);
  const name = convolution(e, apart, [mixed, ...bias(e, call)], to.slice(0, -1), window);
  return [{ name, order: channelsFirst(shape) }];
}

function transposedConv(e: Exporter, layer: Conv1DTranspose | Conv2DTranspose, call: Call): readonly Out[] {
  const { inputs: [x], inputShapes: [shape], outputShapes: [to] } = call, order = channelsFirst(shape);
  const { kernelSize, strides, dilationRate, padding } = layer;
  const kernel = turned(e, 'w', needed(call, 'w'), backwards(shape.length - 1));
  const margins = kernelSize.map((size, i) => {
    const reached = (shape[i] - 1) * strides[i] + (size - 1) * dilationRate[i] + 1, missing = reached - to[i];
    const before = padding === 'valid' ? 0 : Math.floor(Math.max(missing, 0) / 2);
    return { before, after: Math.max(missing, 0) - before, more: Math.max(-missing, 0) };
  });
  const name = e.op('ConvTranspose', [e.ordered(x, order), kernel, ...bias(e, call)], {
    kernel_shape: kernelSize, strides, dilations: dilationRate,
    pads: [...margins.map(({ before }) => before), ...margins.map(({ after }) => after)],
    output_padding: margins.map(({ more }) => more),
  });
  return [{ name, order }];
}

type PoolingLayer = AveragePooling1D | AveragePooling2D | MaxPooling1D | MaxPooling2D;

const pool = (type: string): Write<PoolingLayer> => (e, { poolSize, strides, padding }, call) => {
  const { inputs: [x], inputShapes: [shape] } = call, order = channelsFirst(shape), size = shape.slice(0, -1);
  const pads = padsOf(size, { kernel: poolSize, strides, dilations: size.map(() => 1), padding });
  const attributes = { kernel_shape: poolSize, strides, pads };
  return [{ name: e.op(type, [e.ordered(x, order)], attributes), order }];
};

type GlobalLayer = GlobalAveragePooling1D | GlobalAveragePooling2D | GlobalMaxPooling1D | GlobalMaxPooling2D;

const globalPool = (type: string): Write<GlobalLayer> =>
  (e, { keepDims }, { inputs: [x], inputShapes: [shape] }) => {
    const order = channelsFirst(shape), name = e.op(type, [e.ordered(x, order)]);
    return [keepDims ? { name, order } : { name: e.op('Flatten', [name], { axis: 1 }), order: [0, 1] }];
  };

/** Repeated, or in straight lines between the centres of pixels. */
function upSampling(
  e: Exporter, layer: UpSampling1D | UpSampling2D, { inputs: [x], inputShapes: [shape] }: Call,
): readonly Out[] {
  const order = channelsFirst(shape), isLinear = layer instanceof UpSampling2D && layer.interpolation === 'bilinear';
  const scales = e.floats('scales', [order.length], [1, 1, ...layer.size]);
  const name = e.op('Resize', [e.ordered(x, order), '', scales], isLinear
    ? { mode: 'linear', coordinate_transformation_mode: 'half_pixel' }
    : { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' });
  return [{ name, order }];
}

export const WINDOWS: readonly (readonly [string, Write])[] = [
  row('conv1D', Conv1D, conv), row('conv2D', Conv2D, conv),
  row('depthwiseConv1D', DepthwiseConv1D, depthwise), row('depthwiseConv2D', DepthwiseConv2D, depthwise),
  row('separableConv1D', SeparableConv1D, separable), row('separableConv2D', SeparableConv2D, separable),
  row('conv1DTranspose', Conv1DTranspose, transposedConv), row('conv2DTranspose', Conv2DTranspose, transposedConv),
  row('maxPooling1D', MaxPooling1D, pool('MaxPool')), row('maxPooling2D', MaxPooling2D, pool('MaxPool')),
  row('averagePooling1D', AveragePooling1D, pool('AveragePool')),
  row('averagePooling2D', AveragePooling2D, pool('AveragePool')),
  row('globalMaxPooling1D', GlobalMaxPooling1D, globalPool('GlobalMaxPool')),
  row('globalMaxPooling2D', GlobalMaxPooling2D, globalPool('GlobalMaxPool')),
  row('globalAveragePooling1D', GlobalAveragePooling1D, globalPool('GlobalAveragePool')),
  row('globalAveragePooling2D', GlobalAveragePooling2D, globalPool('GlobalAveragePool')),
  row('upSampling1D', UpSampling1D, upSampling), row('upSampling2D', UpSampling2D, upSampling),
];
