/**
 * Layers as the contract shows and tries them: each kind as the document lists it or tells of it, found by the list of
 * kinds.
 * @module
 */
import type { Shape } from '../../lib/core/shape.ts';
import { families } from '../../lib/model/description/catalogue.ts';
import type { Layer } from '../../lib/layers/index.ts';
import { HEADS, IN_WORDS, LISTED, RATE, TOLD, type Cases, type Sizes } from './layerRows.ts';

/** A layer, what it is called, and the shapes of an example's inputs. */
export interface LayerCase {
  readonly title: string;
  readonly layer: Layer;
  readonly inputShape: Shape;
  readonly inputShapes: readonly Shape[];
  /** Scalars by what they stand for. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What its sizes stand for, if m counts examples. */
  readonly sizes?: Sizes | undefined;
  /** Which of the inputs carry a mask, from 0. */
  readonly masked: readonly number[];
}

/** The cases that the document lists. Throws where a kind of layer has none. */
export function listedLayers(): readonly LayerCase[] {
  return (families.get('layers')?.names ?? []).flatMap((kind) => {
    if (IN_WORDS.has(kind)) return [];
    if (LISTED[kind] === undefined) throw new Error(`contract: cases must have the layer ${kind}`);
    return casesOf(LISTED, kind);
  });
}

/** The cases that it tells in words. */
export const toldLayers = (): readonly LayerCase[] => Object.keys(TOLD).flatMap((kind) => casesOf(TOLD, kind));

function casesOf(cases: Cases, kind: string): LayerCase[] {
  return cases[kind].map(([options, make, shape, sizes, masked = []]) => {
    const inputShapes = shape.every((size) => typeof size === 'object') ? shape : [shape as Shape];
    const title = options === '' ? kind : `${kind}, ${options}`;
    return { title, layer: make(), inputShape: inputShapes[0], inputShapes, numbers: numbersOf(kind), sizes, masked };
  });
}

function numbersOf(kind: string): Readonly<Record<string, number>> {
  const a = 1 / Math.sqrt((1 - RATE) * (1 + RATE * SATURATED * SATURATED));
  return kind === 'alphaDropout' ? { rate: RATE, a, b: -a * SATURATED * RATE }
    : kind === 'dropout' || kind.startsWith('spatialDropout') ? { rate: RATE, factor: 1 / (1 - RATE) }
    : kind === 'rescaling' ? { scale: 0.5, offset: RATE }
    : kind === 'normalization' ? { epsilon: 1e-7 }
    : kind === 'rmsNormalization' ? { epsilon: 1e-6 }
    : kind === 'multiHeadAttention' ? { factor: 1 / Math.sqrt(HEADS.keyDim) }
    : kind === 'masking' ? { maskValue: 0 }
    : { epsilon: 1e-3, momentum: 0.99 };
}

const SATURATED = -1.7580993408473766;

/** Whether a layer reads inputs of the model only, ids or what a mask is made of, which have no gradient. */
export function readsInputs({ layer, inputShapes }: LayerCase): boolean {
  const inputs = inputShapes.map((shape) => ({ shape, mask: undefined }));
  return layer.ids !== undefined || layer.maskShape(inputs) !== undefined;
}

/** What the sizes of a layer's case stand for. */
export function sizesOf({ layer, inputShape, sizes }: LayerCase): Sizes {
  if (sizes !== undefined) return sizes;
  const inputs = inputShape[inputShape.length - 1], outputShape = layer.outputShape(inputShape);
  return layer.kind === 'dense' ? { inputs, units: outputShape[outputShape.length - 1] } : { n: inputs };
}
