/**
 * A model of layers and weights, within limits.
 * @module
 */

import { expectArray, expectFunction, expectInteger, expectKnownOptions, FormatError } from '../../core/errors.ts';
import { expectShape, type Shape } from '../../core/shape.ts';
import { MAX_BYTES, expectFits } from '../../formats/expectRoom.ts';
import { expectKernels } from '../../kernels/expectKernels.ts';
import type { Kernels } from '../../kernels/index.ts';
import { sequential, type Model } from '../../model/index.ts';
import { LayersModel } from '../../model/layersModel.ts';
import { wholeLibrary } from '../../model/wholeLibrary.ts';
import { layOut, type Network } from '../../plan/index.ts';
import type { Json } from '../../model/description/json.ts';
import { build } from './build.ts';
import type { Dialect } from './dialect.ts';
import type { Matched } from './matchTensors.ts';
import { readSpec } from './readSpec.ts';
import type { LayerSpec, ModelSpec } from './spec.ts';

/** What readers of files of Keras and TensorFlow.js are told. */
export interface KerasFileOptions {
  /** The shape of one example of each input, in order, where the file leaves sizes open. Default: as it says. */
  readonly inputShapes?: readonly Shape[];
  /** The table to compute with; default the best for this engine. */
  readonly kernels?: Kernels;
  /** Most examples that are computed at once. Default 128. */
  readonly maxBatch?: number;
  /** Most bytes that the model, and what is unpacked of the file, may take each. Default 2²⁸. */
  readonly maxBytes?: number;
  /** Most layers, those of models within the model among them. Default 10,000. */
  readonly maxLayers?: number;
  /** Hears what was not taken as the file says it: an initializer, an optimizer, rounded weights. Default nobody. */
  readonly onNote?: (note: string) => void;
}

export type Limits = Required<Pick<KerasFileOptions, 'maxBatch' | 'maxBytes' | 'maxLayers' | 'onNote'>>
  & Pick<KerasFileOptions, 'inputShapes' | 'kernels'>;

const OPTIONS = ['inputShapes', 'kernels', 'maxBatch', 'maxBytes', 'maxLayers', 'onNote'];

/** Options with their defaults. Throws TypeError or RangeError for others. */
export function toLimits(who: string, options: KerasFileOptions): Limits {
  expectKnownOptions(who, options, OPTIONS);
  const { maxBatch = 128, maxBytes = MAX_BYTES, maxLayers = 10_000, onNote = () => {}, inputShapes, kernels } = options;
  expectInteger(who, 'maxBatch', maxBatch, 1);
  expectInteger(who, 'maxBytes', maxBytes, 1);
  expectInteger(who, 'maxLayers', maxLayers, 1);
  expectFunction(who, 'onNote', onNote);
  if (kernels !== undefined) expectKernels(who, 'kernels', kernels);
  if (inputShapes !== undefined) {
    expectArray(who, 'inputShapes', inputShapes);
    inputShapes.forEach((shape, i) => expectShape(who, `inputShapes[${i}]`, shape));
  }
  return {
    maxBatch, maxBytes, maxLayers, onNote, ...(inputShapes !== undefined && { inputShapes }),
    ...(kernels !== undefined && { kernels }),
  };
}

/** The weights of a network, of what a file has of these layers, which stand in the order of the file. */
export type WeightsOf = (network: Network, layers: readonly LayerSpec[]) => Matched;

/** A model, what its tensors are called in the file, and the layers in the order of the file. */
export interface Read extends Matched {
  readonly model: Model;
  readonly layers: readonly LayerSpec[];
}

/**
 * The model that a topology says, with the weights that `weightsOf` finds. Nothing is allocated before all has been
 * checked. Throws FormatError.
 */
export function toModel(topology: Json | undefined, dialect: Dialect, limits: Limits, weightsOf: WeightsOf): Read {
  const { who } = dialect, { maxBatch, maxBytes, kernels } = limits;
  try {
    const spec = readSpec(topology, dialect, limits.maxLayers);
    const { graph, stack } = build(spec, dialect, { inputShapes: limits.inputShapes }), layers = inFileOrder(spec);
    const network = layOut(graph), matched = weightsOf(network, layers), { weights } = matched;
    expectFits(who, network, maxBatch, maxBytes);
    const options = {
      maxBatch, weights, ...(kernels && { kernels }), ...(spec.name !== undefined && { name: spec.name }),
    };
    const model =
      stack === undefined ? new LayersModel(who, network, options, wholeLibrary) : sequential(stack, options);
    return { ...matched, model, layers };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${who}: the file must describe a model: ${why}`, { cause: error });
  }
}

/** The layers that are used, those of models within among them. */
function inFileOrder({ layers }: ModelSpec): LayerSpec[] {
  return layers.flatMap((spec) => (spec.model === undefined ? [spec] : inFileOrder(spec.model)))
    .filter(({ layer }) => layer !== undefined);
}
