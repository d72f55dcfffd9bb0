/**
 * Models of TensorFlow.js.
 * @module
 */

import { FormatError, show } from '../../core/errors.ts';
import type { Model } from '../../model/index.ts';
import { isList, isObject, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import { readJson } from '../jsonText.ts';
import { dialectOf, type Dialect } from '../kerasLayers/dialect.ts';
import { matchTensors, type FileTensors } from '../kerasLayers/matchTensors.ts';
import { setOptimizerState } from '../kerasLayers/optimizerState.ts';
import { toLimits, toModel, type KerasFileOptions, type Read } from '../kerasLayers/toModel.ts';
import { readTraining } from '../kerasLayers/readTraining.ts';
import { partOfName, type NamedParts } from '../namedParts.ts';
import { readManifest } from './manifest.ts';

const WHO = 'readTfjs';

/**
 * The model in the parts of a LayersModel of TensorFlow.js: `model.json`, and the shards of weights that it names.
 *
 *     const model = await readTfjs((name) => readFile(join(folder, name)));
 *     const same = await readTfjs({ 'model.json': text, 'weights.bin': bytes });
 *
 * Models that TensorFlow.js saved itself, and those that its converter made of files of Keras 2 and Keras 3. Quantized
 * weights are what their integers stand for, rounded once to binary32. A compiled model is compiled here too, with what
 * its optimizer kept (Adam, momentum, RMSProp; SGD keeps nothing), where the file has it; `onNote` hears what was not
 * taken, such as an optimizer that is not known here. Adam's epsilon is added before v is corrected here, after it
 * there.
 *
 * Throws FormatError, and allocates no more than the parts justify, for a graph model, layers, options, activations or
 * weights that are not known here, by name and with what is, and for parts that lie: paths that lead out of the folder,
 * bytes that are missing or left over. Source: TensorFlow.js 4.22.0 (tfjs-layers).
 */
export async function readTfjs(parts: NamedParts, options: KerasFileOptions = {}): Promise<Model> {
  const limits = toLimits(WHO, options), bytes = await partOfName(WHO, parts, 'model.json');
  const file = readJson(WHO, 'model.json', bytes);
  if (isList(file)) throw weightsOnly(file);
  const { modelTopology, weightsManifest, trainingConfig, format } = objectOf(file, { who: WHO, what: 'model.json' });
  const whole = modelTopology ?? file, topology = objectOf(whole, { who: WHO, what: 'modelTopology' });
  if (format === 'graph-model' || topology['node'] !== undefined) {
    throw new FormatError(`${WHO}: model.json must be a layers-model, got a graph-model, which has operators and no `
      + 'layers; convert it from its source with --output_format=tfjs_layers_model');
  }
  if (weightsManifest === undefined) {
    throw new FormatError(`${WHO}: model.json must have a weightsManifest, got none: a topology without weights`);
  }
  const config = topology['model_config'];
  const inner = isObject(config) ? config : topology;
  const dialect = dialectOf(WHO, topology['keras_version'] ?? inner['keras_version'], true, limits.onNote);
  const all = await readManifest(WHO, weightsManifest, parts, limits.maxBytes, limits.onNote);
  const own = new Map([...all].filter(([, { isOfOptimizer }]) => !isOfOptimizer));
  const isPlaced = own.size > 0 && [...own.keys()].every((name) => name.startsWith('layers/'));
  const read = toModel(inner, dialect, limits, (network, layers) => matchTensors(WHO, network, layers, own, isPlaced));
  const training = trainingConfig ?? topology['training_config'];
  if (isObject(training) && readTraining(read.model, training, dialect)) readState(read, all, dialect);
  return read.model;
}

/** What the optimizer kept: tensors named after their weights. */
function readState({ model, names }: Read, all: FileTensors, { note }: Dialect): void {
  const iterations = all.get('iter')?.values[0];
  if (iterations === undefined) return;
  setOptimizerState(model, iterations, names, (slot, name) => all.get(`${name}/${slot}`)?.values,
    'TensorFlow.js', note);
}

/** A list of weights that stands alone. */
function weightsOnly(manifest: readonly Json[]): FormatError {
  const names = manifest.flatMap((group): readonly Json[] => {
    const weights = isObject(group) ? group['weights'] : undefined;
    return weights !== undefined && isList(weights) ? weights : [];
  }).filter((weight): weight is JsonObject => isObject(weight)).slice(0, 8).map(({ name }) => show(name));
  return new FormatError(`${WHO}: model.json must say layers, got a list of weights alone: ${names.join(', ')}, …`);
}
