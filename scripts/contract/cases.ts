/**
 * The members of families as the contract shows and tries them: each as it is without options, found by its family's
 * list, and some more with options.
 * @module
 */
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import { families } from '../../lib/formats/catalogue.ts';
import {
  activation, alphaDropout, batchNormalization, conv1D, conv1DTranspose, conv2D, conv2DTranspose, dense,
  depthwiseConv1D, depthwiseConv2D, dropout, flatten, gaussianNoise, layerNormalization, prelu, reshape,
  separableConv1D, separableConv2D, type Layer,
} from '../../lib/layers/index.ts';
import { Convolution } from '../../lib/layers/convolution/convolution.ts';

/** Further options of members, by family and name. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly object[]>>>> = {
  activations: {
    celu: [{ alpha: 0.7 }], elu: [{ alpha: 0.7 }], gelu: [{ approximate: true }], leakyRelu: [{ alpha: 0.1 }],
    relu: [{ maxValue: 6 }, { negativeSlope: 0.1 }, { maxValue: 6, negativeSlope: 0.1, threshold: 0.7 }],
  },
  losses: {
    binaryCrossentropy: [{ fromLogits: true }, { labelSmoothing: 0.6 }, { fromLogits: true, labelSmoothing: 0.6 }],
    categoricalCrossentropy:
      [{ fromLogits: true }, { labelSmoothing: 0.6 }, { fromLogits: true, labelSmoothing: 0.6 }],
    huber: [{ delta: 0.7 }],
    sparseCategoricalCrossentropy: [{ fromLogits: true }],
  },
  initializers: {
    constant: [{ value: 0.1 }], identity: [{ gain: 2 }], orthogonal: [{ gain: 2 }],
    randomNormal: [{ mean: 1, stddev: 2 }], randomUniform: [{ minval: -1, maxval: 3 }],
    truncatedNormal: [{ mean: 1, stddev: 2 }],
    varianceScaling: [
      { mode: 'fanOut', distribution: 'uniform' }, { scale: 3, mode: 'fanAvg', distribution: 'untruncatedNormal' },
    ],
  },
  constraints: {
    maxNorm: [{ maxValue: 0.5, axis: 1 }, { axis: [0, 1] }],
    minMaxNorm: [{ minValue: 0.5, maxValue: 1, rate: 0.5 }, { minValue: 6, maxValue: 7 }],
    unitNorm: [{ axis: 1 }],
  },
  regularizers: { l1: [{ l1: 0.1 }], l2: [{ l2: 0.1 }], l1l2: [{ l1: 0.1, l2: 0.2 }] },
  metrics: {
    binaryAccuracy: [{ threshold: 0.3, targetThreshold: 0.3 }], precision: [{ threshold: 0.3 }],
    topKCategoricalAccuracy: [{ k: 2 }], sparseTopKCategoricalAccuracy: [{ k: 2 }],
  },
};

/** A member made of each of its further options. */
export function variantsOf<T extends object>(kind: string, name: string): readonly (readonly [object, T])[] {
  const family = families.get(kind);
  return (VARIANTS[kind]?.[name] ?? []).map((options) => {
    const made = family?.make(name, options);
    if (made === undefined) throw new Error(`contract: ${kind} must have ${name}`);
    return [options, made as T] as const;
  });
}

/** A layer, what it is called, and the shape of an example. */
export interface LayerCase {
  readonly title: string;
  readonly layer: Layer;
  readonly inputShape: Shape;
  /** Scalars by what they stand for. */
  readonly numbers: Readonly<Record<string, number>>;
}

const INPUTS = 5;
const one = [INPUTS] as const, more = [2, INPUTS] as const, steps = [7, 2] as const, image = [8, 9, 2] as const;

/** The scalars of layers whose text would else show the numbers of one rate. */
const RATE = 0.25;

type Cases = Readonly<Record<string, readonly (readonly [options: string, layer: () => Layer, shape: Shape])[]>>;

/** Each kind of layer once or more, as the document has them. */
const LISTED: Cases = {
  activation: [['tanh', () => activation('tanh'), one]],
  alphaDropout: [['rate', () => alphaDropout({ rate: RATE }), one]],
  batchNormalization: [['', () => batchNormalization(), one]],
  conv1D: [['filters, kernelSize', () => conv1D({ filters: 4, kernelSize: 3 }), steps]],
  conv1DTranspose: [['filters, kernelSize', () => conv1DTranspose({ filters: 4, kernelSize: 3 }), steps]],
  conv2D: [['filters, kernelSize', () => conv2D({ filters: 4, kernelSize: 3 }), image]],
  conv2DTranspose: [['filters, kernelSize', () => conv2DTranspose({ filters: 4, kernelSize: 3 }), image]],
  depthwiseConv1D: [['kernelSize', () => depthwiseConv1D({ kernelSize: 3 }), steps]],
  depthwiseConv2D: [['kernelSize', () => depthwiseConv2D({ kernelSize: 3 }), image]],
  separableConv1D: [['filters, kernelSize', () => separableConv1D({ filters: 4, kernelSize: 3 }), steps]],
  separableConv2D: [['filters, kernelSize', () => separableConv2D({ filters: 4, kernelSize: 3 }), image]],
  dense: [
    ['units', () => dense({ units: 3 }), one],
    ['units, useBias: false', () => dense({ units: 3, useBias: false }), more],
  ],
  dropout: [['rate', () => dropout({ rate: RATE }), one]],
  flatten: [['', () => flatten(), more]],
  gaussianNoise: [['stddev', () => gaussianNoise({ stddev: RATE }), one]],
  layerNormalization: [['', () => layerNormalization(), one]],
  prelu: [['', () => prelu(), more]],
  reshape: [['targetShape', () => reshape({ targetShape: [INPUTS, 2] }), more]],
};

/** Those of which the document says in words how they differ from the listed ones. */
const TOLD: Cases = {
  batchNormalization: [
    ['center: false, scale: false', () => batchNormalization({ center: false, scale: false }), one],
    ['center: false', () => batchNormalization({ center: false }), more],
    ['scale: false', () => batchNormalization({ scale: false }), more],
    ['momentum: 0.9, epsilon: 0.01', () => batchNormalization({ momentum: 0.9, epsilon: 0.01 }), one],
  ],
  layerNormalization: [
    ['center: false, scale: false', () => layerNormalization({ center: false, scale: false }), one],
    ['center: false', () => layerNormalization({ center: false }), more],
    ['scale: false', () => layerNormalization({ scale: false }), more],
    ['epsilon: 0.01', () => layerNormalization({ epsilon: 0.01 }), one],
  ],
};

/** The cases that the document lists. Throws where a kind of layer has none. */
export function listedLayers(): readonly LayerCase[] {
  return (families.get('layers')?.names ?? []).flatMap((kind) => {
    if (LISTED[kind] === undefined) throw new Error(`contract: cases must have the layer ${kind}`);
    return casesOf(LISTED, kind);
  });
}

/** The cases that it tells in words. */
export const toldLayers = (): readonly LayerCase[] => Object.keys(TOLD).flatMap((kind) => casesOf(TOLD, kind));

function casesOf(cases: Cases, kind: string): LayerCase[] {
  return cases[kind].map(([options, make, inputShape]) => {
    const layer = make(), a = 1 / Math.sqrt((1 - RATE) * (1 + RATE * SATURATED * SATURATED));
    const numbers = kind === 'alphaDropout' ? { rate: RATE, a, b: -a * SATURATED * RATE }
      : kind === 'dropout' ? { rate: RATE, factor: 1 / (1 - RATE) }
      : { epsilon: 1e-3, momentum: 0.99 };
    return { title: options === '' ? kind : `${kind}, ${options}`, layer, inputShape, numbers };
  });
}

const SATURATED = -1.7580993408473766;

/** What the sizes of a layer's case stand for. */
export function shapesOf(layer: Layer, inputShape: Shape): Readonly<Record<string, number>> {
  const inputs = inputShape[inputShape.length - 1], outputShape = layer.outputShape(inputShape);
  if (layer instanceof Convolution) return {};
  if (layer.kind === 'dense') return { inputs, units: outputShape[outputShape.length - 1] };
  return { n: layer.kind === 'prelu' ? sizeOf(inputShape) : inputs };
}
