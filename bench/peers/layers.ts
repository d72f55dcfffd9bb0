/**
 * Layers as data: each library has a table of its own of what makes them. Options are named as Keras names them, images
 * and weights are in its layout, channels last.
 * @module
 */

export type Shape = readonly number[];

/** The options of each type of layer. */
interface Options {
  readonly dense: { readonly units: number; readonly activation: 'linear' | 'relu' | 'softmax' | 'tanh' };
  readonly conv2D: Convolution & { readonly filters: number; readonly activation: 'linear' | 'relu' };
  readonly depthwiseConv2D: Convolution;
  readonly maxPooling2D: object;
  readonly flatten: object;
  readonly lstm: { readonly units: number; readonly returnSequences: true };
  readonly multiHeadAttention: { readonly numHeads: number; readonly keyDim: number };
}

interface Convolution {
  readonly kernelSize: number;
  readonly padding: 'same' | 'valid';
  readonly useBias: boolean;
}

export type LayerType = keyof Options;

/** A layer, with the shapes of its weights and of what it gives for an example. */
export type Layer<T extends LayerType = LayerType> = {
  readonly [Type in T]: {
    readonly type: Type; readonly options: Options[Type]; readonly weights: readonly Shape[]; readonly output: Shape;
  };
}[T];

/** What a library makes of each type of layer. */
export type Table<Made> = { readonly [T in LayerType]: (options: Options[T]) => Made };

/** The layer as a library has it; `more` are options of it there. */
export function made<Made>(table: Table<Made>, { type, options }: Layer, more: object = {}): Made {
  const make: (options: never) => Made = table[type];
  return make({ ...options, ...more } as never);
}

/** The same of a stack. The first is told the shape of its input. */
export function madeStack<Made>(table: Table<Made>, input: Shape, layers: readonly Layer[]): Made[] {
  return layers.map((layer, i) => made(table, layer, i === 0 ? { inputShape: input } : {}));
}

/** A layer for an input of this shape. */
export type ForInput = (input: Shape) => Layer;

export function dense(units: number, activation: Options['dense']['activation']): ForInput {
  return ([inputs]) => ({
    type: 'dense', options: { units, activation }, weights: [[inputs, units], [units]], output: [units],
  });
}

/** Without a bias, unless it is followed by an activation. */
export function conv2D(
  filters: number, kernelSize: number, padding: Convolution['padding'], activation: 'linear' | 'relu' = 'linear',
): ForInput {
  const useBias = activation !== 'linear';
  return ([h, w, channels]) => ({
    type: 'conv2D', options: { filters, kernelSize, padding, activation, useBias },
    weights: [[kernelSize, kernelSize, channels, filters], ...(useBias ? [[filters]] : [])],
    output: [...places([h, w], kernelSize, padding), filters],
  });
}

export function depthwiseConv2D(kernelSize: number, padding: Convolution['padding']): ForInput {
  return ([h, w, channels]) => ({
    type: 'depthwiseConv2D', options: { kernelSize, padding, useBias: false },
    weights: [[kernelSize, kernelSize, channels, 1]], output: [...places([h, w], kernelSize, padding), channels],
  });
}

function places(size: Shape, kernelSize: number, padding: Convolution['padding']): Shape {
  return padding === 'same' ? size : size.map((n) => n - kernelSize + 1);
}

/** 2×2. */
export const maxPooling2D: ForInput = ([h, w, channels]) => ({
  type: 'maxPooling2D', options: {}, weights: [], output: [Math.floor(h / 2), Math.floor(w / 2), channels],
});

export const flatten: ForInput = (input) => ({ type: 'flatten', options: {}, weights: [], output: [sizeOf(input)] });

/** All states are given. */
export function lstm(units: number): ForInput {
  return ([steps, inputs]) => ({
    type: 'lstm', options: { units, returnSequences: true },
    weights: [[inputs, 4 * units], [units, 4 * units], [4 * units]], output: [steps, units],
  });
}

/** Of a sequence to itself. */
export function multiHeadAttention(numHeads: number, keyDim: number): ForInput {
  return ([steps, features]) => {
    const heads = [numHeads, keyDim], projection = [[features, ...heads], heads];
    return {
      type: 'multiHeadAttention', options: { numHeads, keyDim },
      weights: [...projection, ...projection, ...projection, [...heads, features], [features]],
      output: [steps, features],
    };
  };
}

/** One layer on the other. */
export function stack(input: Shape, ...layers: readonly ForInput[]): readonly Layer[] {
  let shape = input;
  return layers.map((forInput) => {
    const layer = forInput(shape);
    shape = layer.output;
    return layer;
  });
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}
