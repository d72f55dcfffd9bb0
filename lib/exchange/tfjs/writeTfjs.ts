/**
 * Models for TensorFlow.js.
 * @module
 */

import { expectFunction, expectKnownOptions } from '../../core/errors.ts';
import { expectModel } from '../../model/expectModel.ts';
import type { JsonObject } from '../../model/description/json.ts';
import type { Model } from '../../model/index.ts';
import { writeJsonText } from '../jsonText.ts';
import { dialectOf } from '../kerasLayers/dialect.ts';
import { writeTopology, type WrittenTensor } from '../kerasLayers/writeTopology.ts';
import { writeTraining, type WrittenTraining } from '../kerasLayers/writeTraining.ts';
import type { Shape } from '../../core/shape.ts';

const WHO = 'writeTfjs';
const VERSION = 'tfjs-layers 4.22.0';

/** What writers of files of Keras and TensorFlow.js take. */
export interface WriteKerasOptions {
  /** Hears, in words, what the file does not say: an optimizer, a metric. Default nobody does. */
  readonly onNote?: (note: string) => void;
}

/** A tensor in the shard. */
interface Part {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
  readonly isInteger?: boolean;
  readonly isOfOptimizer?: boolean;
}

/**
 * The model as the parts of a LayersModel of TensorFlow.js, by name: `model.json`, and `weights.bin` with its weights
 * in binary32, bit for bit. What it was compiled with travels where TensorFlow.js has it, with what the optimizer kept.
 *
 *     for (const [name, bytes] of writeTfjs(model)) await writeFile(join(folder, name), bytes);
 *     const again = await tf.loadLayersModel(`file://${folder}/model.json`);
 *
 * Equal models give equal bytes. Slashes in layers' names become underscores. Throws FormatError, with the layer, for
 * what TensorFlow.js has not: `resetAfter`, groups, layers and activations of one's own and of Keras 3.
 */
export function writeTfjs(model: Model, options: WriteKerasOptions = {}): Map<string, Uint8Array> {
  expectModel(WHO, model);
  expectKnownOptions(WHO, options, ['onNote']);
  const { onNote = () => {} } = options;
  expectFunction(WHO, 'onNote', onNote);
  const dialect = dialectOf(WHO, VERSION, true, onNote);
  const { topology: { className, config }, tensors } = writeTopology(model, dialect);
  const training = writeTraining(model, dialect);
  const parts: Part[] = [
    ...tensors.filter(({ isParameter }) => isParameter), ...tensors.filter(({ isParameter }) => !isParameter),
    ...(training === undefined ? [] : partsOf(training, tensors)),
  ];
  const file: JsonObject = {
    modelTopology: { class_name: className, config, keras_version: VERSION, backend: 'tensor_flow.js' },
    format: 'layers-model', generatedBy: 'bitgrad', convertedBy: null,
    weightsManifest: [{
      paths: ['weights.bin'], weights: parts.map(({ name, shape, isInteger, isOfOptimizer }) => ({
        name, shape, dtype: isInteger === true ? 'int32' : 'float32',
          ...(isOfOptimizer === true && { group: 'optimizer' }),
      })),
    }],
    ...(training !== undefined && {
      trainingConfig: { loss: training.loss, metrics: training.metrics, optimizer_config: training.optimizer },
    }),
  };
  return new Map([['model.json', writeJsonText(file)], ['weights.bin', shardOf(parts)]]);
}

/** The steps done, then slot by slot. */
function partsOf({ iterations, slots }: WrittenTraining, tensors: readonly WrittenTensor[]): Part[] {
  const trained = tensors.filter(({ isTrained }) => isTrained);
  return [
    { name: 'iter', shape: [], values: Float32Array.of(iterations), isInteger: true, isOfOptimizer: true },
    ...slots.flatMap(({ tfjs, values }) => trained.map(({ name, shape, offset, values: { length } }) => ({
      name: `${name}/${tfjs}`, shape, values: values.subarray(offset, offset + length), isOfOptimizer: true,
    }))),
  ];
}

function shardOf(parts: readonly Part[]): Uint8Array {
  const bytes = new Uint8Array(4 * parts.reduce((sum, { values }) => sum + values.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { values, isInteger } of parts) {
    for (const value of values) {
      if (isInteger === true) view.setInt32(at, value, true);
      else view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
