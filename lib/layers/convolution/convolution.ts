/**
 * What the layers of convolution have in common: options, shapes, a kernel and a bias.
 * @module
 */

import { expectBoolean, expectKnownOptions, expectOneOf } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import type { Constraint, ConstraintSpelling } from '../../constraints/index.ts';
import type { Initializer, Values } from '../../initializers/index.ts';
import { perExample, type List } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { windowOf, type Padding, type Window } from '../../kernels/window.ts';
import { toRegularizer, type Regularizer, type RegularizerSpelling } from '../../regularizers/index.ts';
import { toActivation, type Activation, type ActivationSpelling } from '../activations/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Node, type ParameterSpec,
} from '../layer.ts';
import { toImage, toSizes, type Image } from '../sizes.ts';
import { tensorConfig, tensorOptionNames, toTensorOptions, type TensorOptions } from '../tensorOptions.ts';

/** The options of every convolution; `Sizes` is a number, or a list of one an axis. */
export interface ConvolutionOptions<Sizes> extends LayerOptions {
  /** Elements of the window along each axis, at least 1. */
  readonly kernelSize: Sizes;
  /** From one window to the next. Default 1. */
  readonly strides?: Sizes;
  /** 'valid': windows within the input; 'same': ⌈input / stride⌉ of them, so many zeros around. Default 'valid'. */
  readonly padding?: 'valid' | 'same';
  /** From one element of a window to the next. Default 1. */
  readonly dilationRate?: Sizes;
  /** What is applied to the sums. Default 'linear'. */
  readonly activation?: ActivationSpelling | Activation;
  /** Whether b is added. Default true. */
  readonly useBias?: boolean;
  /** First values of b. Default 'zeros'. */
  readonly biasInitializer?: string | Initializer | Values;
  /** What b adds to J. Default nothing. */
  readonly biasRegularizer?: RegularizerSpelling | Regularizer;
  /** What a adds to each example's loss. Default nothing. */
  readonly activityRegularizer?: RegularizerSpelling | Regularizer;
  /** What b is held to after each update. Default nothing. */
  readonly biasConstraint?: ConstraintSpelling | Constraint;
}

const KNOWN = [
  'kernelSize', 'strides', 'padding', 'dilationRate', 'activation', 'useBias', 'activityRegularizer',
  ...LAYER_OPTIONS, ...tensorOptionNames('bias'),
];

/** What a subclass adds. */
export interface ConvolutionKind {
  readonly who: string;
  readonly axes: 1 | 2;
  readonly paddings?: readonly Padding[];
  /** What the options of the kernel begin with. */
  readonly tensor: 'kernel' | 'depthwise';
  /** Options of its own. */
  readonly known: readonly string[];
}

/** A convolution as its routine takes it. */
export interface Geometry {
  readonly window: Window;
  readonly c: number;
  readonly f: number;
  readonly groups: number;
}

interface BiasLists {
  readonly forward: List;
  readonly backward: List;
}

/** The base of the layers of convolution. Parameters: w, the kernel, and b, one element a filter. */
export abstract class Convolution extends Layer {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dilationRate: readonly number[];
  readonly useBias: boolean;
  readonly kernel: TensorOptions;
  readonly bias: TensorOptions;
  readonly #tensor: ConvolutionKind['tensor'];

  constructor(options: object, { who, axes, paddings = ['valid', 'same'], tensor, known }: ConvolutionKind) {
    expectKnownOptions(who, options, [...KNOWN, ...tensorOptionNames(tensor), ...known]);
    const {
      kernelSize, strides = 1, padding = 'valid', dilationRate = 1, activation = 'linear', useBias = true, ...rest
    }: Partial<ConvolutionOptions<unknown>> = options;
    expectOneOf(who, 'padding', padding, paddings);
    expectBoolean(who, 'useBias', useBias);
    super({
      activation: toActivation(who, 'activation', activation),
      activityRegularizer: toRegularizer(who, 'activityRegularizer', rest.activityRegularizer),
      ...toLayerOptions(who, rest),
    });
    this.kernelSize = toSizes(who, 'kernelSize', kernelSize, axes);
    this.strides = toSizes(who, 'strides', strides, axes);
    this.padding = padding;
    this.dilationRate = toSizes(who, 'dilationRate', dilationRate, axes);
    this.useBias = useBias;
    this.kernel = toTensorOptions(who, tensor, options, 'glorotUniform');
    this.bias = toTensorOptions(who, 'bias', options, 'zeros');
    this.#tensor = tensor;
  }

  override getConfig(): LayerConfig {
    const { kernelSize, strides, padding, dilationRate, useBias, kernel, bias } = this;
    return {
      ...super.getConfig(), kernelSize, strides, padding, dilationRate, useBias,
      ...tensorConfig(this.#tensor, kernel), ...tensorConfig('bias', bias),
    };
  }

  /** Window, channels and filters of a group, and groups, for images of a shape. Throws ShapeError. */
  protected abstract geometry(inputShape: Shape): Geometry;

  /** The shape of the kernel without the axes of its window. */
  protected abstract channels(inputShape: Shape): Shape;

  protected image(inputShape: Shape): Image {
    return toImage(this.kind, inputShape, this.kernelSize.length);
  }

  /** Over an image of one or two axes. */
  protected window(size: readonly number[]): Window {
    const { kind, kernelSize: kernel, strides, padding, dilationRate: dilation } = this;
    return windowOf(kind, size, { kernel, strides, dilation, padding });
  }

  /** The image of so many channels with the outputs of a window. */
  protected outputOf([, , oh, ow]: Window, channels: number): Shape {
    return this.kernelSize.length === 1 ? [ow, channels] : [oh, ow, channels];
  }

  override outputShape(inputShape: Shape): Shape {
    const { window, f, groups } = this.geometry(inputShape);
    return this.outputOf(window, f * groups);
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const shape = this.outputShape(inputShape), w = [...this.kernelSize, ...this.channels(inputShape)];
    return [
      { name: 'w', shape: w, ...this.kernel },
      ...(this.useBias ? [{ name: 'b', shape: [shape[shape.length - 1]], ...this.bias }] : []),
    ];
  }

  /** What the bias adds to the forward pass, and to the backward pass: y ← y + b, db = Σ dy over all pixels. */
  protected biasLists({ inputShape, y, dy, parameters: { b }, gradients: { b: db } }: Node): BiasLists {
    if (!this.useBias) return { forward: [], backward: [] };
    const shape = this.outputShape(inputShape), filters = shape[shape.length - 1];
    const pixels = perExample(sizeOf(shape) / filters);
    return { forward: [k.biasAdd(pixels, filters, b, y)], backward: [k.columnSums(pixels, filters, dy, 'beta', db)] };
  }
}
