/**
 * Convolutions and pools: channels first in the file, last in the layers.
 * @module
 */

import {
  averagePooling1D, averagePooling2D, conv1D, conv1DTranspose, conv2D, conv2DTranspose, cropping1D, cropping2D,
  depthwiseConv1D, depthwiseConv2D, globalAveragePooling1D, globalAveragePooling2D, globalMaxPooling1D,
  globalMaxPooling2D, maxPooling1D, maxPooling2D, zeroPadding1D, zeroPadding2D, type Layer, type SymbolicTensor,
} from '../../../layers/index.ts';
import type { Operator } from '../importer.ts';
import { NONE, transposed, type Constant, type Traced, type Value } from '../values.ts';
import { scaled } from './scaled.ts';

type Pads = readonly (readonly [number, number])[];

/** The image of an operator, and its window along each axis. */
interface Looked {
  readonly x: Traced;
  readonly image: SymbolicTensor;
  /** Axes of the file as ours: the batch, the channels, then the image's. */
  readonly order: readonly number[];
  readonly sizes: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: Pads;
}

/** Channels last: the file's axes 0, 1, 2, 3 are 0, 3, 1, 2 of ours. */
function channelsLast(rank: number): number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
}

export function imageOf(at: Operator): Pick<Looked, 'x' | 'image' | 'order' | 'sizes'> {
  const x = at.traced(0), rank = x.axes.length;
  if (rank !== 3 && rank !== 4) throw at.fail('have an image of one or two axes', `${rank - 2}`);
  const order = channelsLast(rank), image = at.arranged(x, order);
  return { x, image, order, sizes: image.shape.slice(0, -1) };
}

function looked(at: Operator, kernelOf?: Constant): Looked {
  const found = imageOf(at), { sizes } = found, axes = sizes.length;
  const kernel = at.ints('kernel_shape') ?? kernelOf?.dims.slice(2) ?? [];
  const ones = sizes.map(() => 1), strides = at.ints('strides') ?? ones, dilations = at.ints('dilations') ?? ones;
  for (const [name, list] of Object.entries({ kernel_shape: kernel, strides, dilations })) {
    const isRight = list.length === axes && list.every((size) => size >= 1 && size <= 2 ** 31);
    if (!isRight) throw at.fail(`have ${axes} sizes from 1 in ${name}`, `${list}`);
  }
  const pads = padsOf(at, { sizes, kernel, strides, dilations });
  return { ...found, kernel, strides, dilations, pads };
}

/** Zeros before and after along each axis so that ⌈size / stride⌉ windows fit. */
function sameAs(
  { sizes, kernel, strides, dilations }: Pick<Looked, 'sizes' | 'kernel' | 'strides' | 'dilations'>,
): Pads {
  return sizes.map((size, i) => {
    const span = (kernel[i] - 1) * dilations[i] + 1, count = Math.ceil(size / strides[i]);
    const total = Math.max((count - 1) * strides[i] + span - size, 0), before = Math.floor(total / 2);
    return [before, total - before] as const;
  });
}

function padsOf(at: Operator, window: Pick<Looked, 'sizes' | 'kernel' | 'strides' | 'dilations'>): Pads {
  const { sizes } = window, auto = at.text('auto_pad', 'NOTSET'), given = at.ints('pads') ?? [];
  switch (auto) {
    case 'VALID': return sizes.map(() => [0, 0] as const);
    case 'SAME_UPPER': return sameAs(window);
    case 'SAME_LOWER': return sameAs(window).map(([before, after]) => [after, before] as const);
    case 'NOTSET': case '': break;
    default: throw at.fail('have auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER', auto);
  }
  if (given.length === 0) return sizes.map(() => [0, 0] as const);
  if (given.length !== 2 * sizes.length || given.some((pad) => !(pad >= 0 && pad <= 2 ** 31))) {
    throw at.fail(`have ${2 * sizes.length} pads from 0`, `${given}`);
  }
  return sizes.map((_, i) => [given[i], given[i + sizes.length]] as const);
}

const isEqual = (a: Pads, b: Pads): boolean => `${a}` === `${b}`;
const isNothing = (pads: Pads): boolean => pads.every(([before, after]) => before === 0 && after === 0);

/** How the layer pads, and zeros that a layer before it adds where it cannot. */
function padded(at: Operator, window: Looked): { readonly image: SymbolicTensor; readonly padding: 'valid' | 'same' } {
  const { image, pads } = window;
  if (isNothing(pads)) return { image, padding: 'valid' };
  if (isEqual(pads, sameAs(window))) return { image, padding: 'same' };
  return { image: zeroPadded(at, image, pads), padding: 'valid' };
}

function zeroPadded(at: Operator, image: SymbolicTensor, pads: Pads): SymbolicTensor {
  if (isNothing(pads)) return image;
  image.shape.slice(0, -1).forEach((size, i) => at.expectElements(size + pads[i][0] + pads[i][1], 'an axis'));
  const [first, second] = pads;
  const layer = pads.length === 1 ? zeroPadding1D({ padding: [...first] })
    : zeroPadding2D({ padding: [[...first], [...second]] as [[number, number], [number, number]] });
  return at.apply(layer, [image])[0];
}

type Pair = readonly [number, number];
const pair = (sizes: readonly number[]): Pair => [sizes[0], sizes[1]];

export function conv(at: Operator): readonly Value[] {
  const weights = at.constant(1, 'weights'), bias = at.optional(2, 'a bias'), window = looked(at, weights);
  const { image, padding } = padded(at, window), { dims } = weights, groups = at.int('group', 1);
  const channels = image.shape[image.shape.length - 1], [filters, each] = dims;
  const isWindow = dims.length === window.sizes.length + 2 && `${dims.slice(2)}` === `${window.kernel}`;
  if (!isWindow || each * groups !== channels) {
    throw at.fail(`have weights for ${channels} channels in ${groups} groups`, dims.join(' × '));
  }
  const isDepthwise = each === 1 && groups > 1 && filters % groups === 0;
  const spatial = dims.slice(2).map((_, i) => i + 2), kernel = at.floats(transposed(weights, [...spatial, 1, 0]));
  const make = (useBias: boolean): Layer => {
    const { kernel: kernelSize, strides, dilations: dilationRate } = window;
    const both = { padding, useBias } as const, oneD = {
      ...both, kernelSize: kernelSize[0], strides: strides[0], dilationRate: dilationRate[0],
    };
    const twoD = {
      ...both, kernelSize: pair(kernelSize), strides: pair(strides), dilationRate: pair(dilationRate),
    };
    const isLine = kernelSize.length === 1;
    if (isDepthwise) {
      const depthMultiplier = filters / groups;
      return isLine ? depthwiseConv1D({ ...oneD, depthMultiplier }) : depthwiseConv2D({ ...twoD, depthMultiplier });
    }
    return isLine ? conv1D({ ...oneD, filters, groups }) : conv2D({ ...twoD, filters, groups });
  };
  const withBias = (b?: Float32Array): Traced => {
    const [tensor] = at.apply(make(b !== undefined), [image], b === undefined ? [kernel] : [kernel, b]);
    return { tensor, axes: window.order };
  };
  return [bias === undefined ? withBias() : withBias(at.floats(bias))];
}

/** All that the windows reach, then cut: pads take away. */
export function convTranspose(at: Operator): readonly Value[] {
  const weights = at.constant(1, 'weights'), bias = at.optional(2, 'a bias'), window = looked(at, weights);
  const { image, sizes, kernel, strides, dilations } = window, { dims } = weights, [channels, filters] = dims;
  if (at.int('group', 1) !== 1) throw at.fail('have one group', `${at.int('group', 1)}`);
  if (at.ints('output_shape') !== undefined) throw at.fail('say pads, not output_shape', 'output_shape');
  const auto = at.text('auto_pad', 'NOTSET');
  if (auto !== 'NOTSET' && auto !== 'VALID') throw at.fail('say pads, not auto_pad', auto);
  if (dims.length !== sizes.length + 2 || channels !== image.shape[image.shape.length - 1]) {
    throw at.fail(`have weights for ${image.shape[image.shape.length - 1]} channels`, dims.join(' × '));
  }
  const extra = at.ints('output_padding') ?? sizes.map(() => 0), spatial = sizes.map((_, i) => i + 2);
  const first = [at.floats(transposed(weights, [...spatial, 1, 0])), ...(bias === undefined ? [] : [at.floats(bias)])];
  if (extra.some((more, i) => !(more >= 0 && more < strides[i]))) {
    throw at.fail('have output_padding below strides', `${extra}`);
  }
  const both = { filters, useBias: bias !== undefined, padding: 'valid' } as const;
  const layer = sizes.length === 1
    ? conv1DTranspose({
      ...both, kernelSize: kernel[0], strides: strides[0], dilationRate: dilations[0], outputPadding: extra[0],
    })
    : conv2DTranspose({
      ...both, kernelSize: pair(kernel), strides: pair(strides), dilationRate: pair(dilations),
      outputPadding: pair(extra),
    });
  const [whole] = at.apply(layer, [image], first);
  return [{ tensor: cropped(at, whole, window.pads), axes: window.order }];
}

function cropped(at: Operator, image: SymbolicTensor, margins: Pads): SymbolicTensor {
  if (isNothing(margins)) return image;
  const [first, second] = margins;
  return at.apply(margins.length === 1 ? cropping1D({ cropping: [...first] as [number, number] })
    : cropping2D({ cropping: [[...first], [...second]] as [[number, number], [number, number]] }), [image])[0];
}

/** With ceil_mode windows that begin within the image or its pads are whole ones. */
function pooled(at: Operator): Looked {
  at.only(1);
  const window = looked(at), { sizes, kernel, strides } = window;
  if (window.dilations.some((dilation) => dilation !== 1)) throw at.fail('have dilations of 1', `${window.dilations}`);
  if (at.int('ceil_mode', 0) === 0) return window;
  const pads = window.pads.map(([before, after], i) => {
    const room = sizes[i] + before + after - kernel[i];
    let count = Math.ceil(room / strides[i]) + 1;
    if ((count - 1) * strides[i] >= sizes[i] + before) count--;
    return [before, Math.max(after, (count - 1) * strides[i] + kernel[i] - sizes[i] - before)] as const;
  });
  return { ...window, pads };
}

export function maxPool(at: Operator): readonly Value[] {
  const window = pooled(at), { x, pads, order } = window, isPadded = !isNothing(pads) && !isEqual(pads, sameAs(window));
  if (isPadded && x.isNotNegative !== true) {
    throw at.fail('have pads as auto_pad has them, or inputs from 0 such as Relu gives', `${pads}`);
  }
  const { image, padding } = padded(at, window), options = { padding } as const, { kernel, strides } = window;
  const layer = kernel.length === 1 ? maxPooling1D({ ...options, poolSize: kernel[0], strides: strides[0] })
    : maxPooling2D({ ...options, poolSize: pair(kernel), strides: pair(strides) });
  return [{ tensor: at.apply(layer, [image])[0], axes: order, isNotNegative: x.isNotNegative === true }];
}

export function averagePool(at: Operator): readonly Value[] {
  const window = pooled(at), { x, pads, order, kernel, strides } = window;
  const counts = at.int('count_include_pad', 0) !== 0;
  if (counts && at.int('ceil_mode', 0) !== 0) throw at.fail('count pads without ceil_mode', 'ceil_mode 1');
  const isOurs = isNothing(pads) || (!counts && isEqual(pads, sameAs(window)));
  const padding = isOurs && !isNothing(pads) ? 'same' as const : 'valid' as const;
  const image = isOurs ? window.image : zeroPadded(at, window.image, pads);
  const layer = kernel.length === 1 ? averagePooling1D({ padding, poolSize: kernel[0], strides: strides[0] })
    : averagePooling2D({ padding, poolSize: pair(kernel), strides: pair(strides) });
  const [tensor] = at.apply(layer, [image]), value = { tensor, axes: order, isNotNegative: x.isNotNegative === true };
  return [isOurs || counts ? value : scaled(at, value, sharesOf(window, tensor.shape))];
}

/** By how much a mean over a window with zeros around is too small. */
function sharesOf({ sizes, kernel, strides, pads }: Looked, shape: readonly number[]): Constant {
  const seen = sizes.map((size, i) => Array.from({ length: shape[i] }, (_, place) => {
    const start = place * strides[i] - pads[i][0];
    return kernel[i] / (Math.min(start + kernel[i], size) - Math.max(start, 0));
  }));
  const [rows, columns = [1]] = seen;
  return {
    dims: [1, 1, ...seen.map((list) => list.length)], isFloat: true,
    data: Float32Array.from(rows.flatMap((row) => columns.map((column) => row * column))),
  };
}

export function globalPool(at: Operator, isMax: boolean): readonly Value[] {
  const { x, image, sizes } = imageOf(at), makers = isMax ? [globalMaxPooling1D, globalMaxPooling2D]
    : [globalAveragePooling1D, globalAveragePooling2D];
  const [tensor] = at.apply(makers[sizes.length - 1](), [image]);
  return [{ tensor, axes: [0, 1, ...sizes.map(() => NONE)], isNotNegative: x.isNotNegative === true }];
}
