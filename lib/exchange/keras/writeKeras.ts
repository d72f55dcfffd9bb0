/**
 * Models for Keras 3.
 * @module
 */

import { expectFunction, expectKnownOptions } from '../../core/errors.ts';
import { writeZip } from '../../data/zip.ts';
import { expectModel } from '../../model/expectModel.ts';
import type { JsonObject } from '../../model/description/json.ts';
import type { Model } from '../../model/index.ts';
import { writeJsonText } from '../jsonText.ts';
import { dialectOf } from '../kerasLayers/dialect.ts';
import { writeTopology, type WrittenTensor } from '../kerasLayers/writeTopology.ts';
import { writeTraining, type WrittenTraining } from '../kerasLayers/writeTraining.ts';
import type { WriteKerasOptions } from '../tfjs/writeTfjs.ts';
import { writeHdf5, type Hdf5Tensor } from './hdf5/writeHdf5.ts';
import { variableOf } from './state.ts';

const WHO = 'writeKeras';
const VERSION = '3.15.1';

/**
 * The model as the bytes of a `.keras` file, which Keras 3 loads: its weights bit for bit, and what it was compiled
 * with where Keras has it, with what the optimizer kept.
 *
 *     await writeFile('model.keras', writeKeras(model));
 *     model = keras.models.load_model('model.keras')
 *
 * Equal models give equal bytes. Slashes in layers' names become underscores. Throws FormatError, with the layer, for
 * layers and activations that Keras 3 has not; its hard sigmoid is `hardSigmoidOfKeras3`.
 */
export function writeKeras(model: Model, options: WriteKerasOptions = {}): Uint8Array {
  expectModel(WHO, model);
  expectKnownOptions(WHO, options, ['onNote']);
  const { onNote = () => {} } = options;
  expectFunction(WHO, 'onNote', onNote);
  const dialect = dialectOf(WHO, VERSION, false, onNote);
  const { topology: { className, config }, tensors } = writeTopology(model, dialect);
  const training = writeTraining(model, dialect), isStack = className === 'Sequential';
  const file: JsonObject = {
    module: isStack ? 'keras' : 'keras.src.models.functional', class_name: className, config,
    registered_name: isStack ? null : className,
    ...(isStack && { build_config: { input_shape: [null, ...model.network.inputShape] } }),
    ...(training !== undefined && { compile_config: compiled(training) }),
  };
  const datasets = new Map<string, Hdf5Tensor>(tensors.map(({ place, shape, values }) => [place, { shape, values }]));
  if (training !== undefined) addState(datasets, training, tensors);
  return writeZip(WHO, new Map([
    ['metadata.json', writeJsonText({ keras_version: VERSION, date_saved: '1980-01-01@00:00:00' })],
    ['config.json', writeJsonText(file)], ['model.weights.h5', writeHdf5(datasets, ['layers'])],
  ]));
}

function compiled({ optimizer, loss, metrics, lossWeights }: WrittenTraining): JsonObject {
  return {
    optimizer, loss, loss_weights: lossWeights, metrics, weighted_metrics: null, run_eagerly: false,
    steps_per_execution: 1, jit_compile: false,
  };
}

/** The steps done, the rate, and what the optimizer keeps of each tensor. */
function addState(
  datasets: Map<string, Hdf5Tensor>, { iterations, learningRate, slots, isBySlot }: WrittenTraining,
  tensors: readonly WrittenTensor[],
): void {
  const trained = tensors.filter(({ isTrained }) => isTrained), place = (i: number) => `optimizer/vars/${i}`;
  datasets.set(place(0), { shape: [], values: Float32Array.of(iterations), isInteger: true });
  datasets.set(place(1), { shape: [], values: Float32Array.of(learningRate) });
  slots.forEach(({ values }, slot) => trained.forEach(({ shape, offset, values: { length } }, i) => {
    const at = variableOf(slot, i, slots.length, trained.length, isBySlot);
    datasets.set(place(at), { shape, values: values.subarray(offset, offset + length) });
  }));
}
