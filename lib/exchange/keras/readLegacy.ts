/**
 * Models in one HDF5 file, as Keras 2 wrote them and Keras 3 still does.
 * @module
 */

import { FormatError, show } from '../../core/errors.ts';
import type { Model } from '../../model/index.ts';
import { isObject, objectOf, type Json } from '../../model/description/json.ts';
import { readJson } from '../jsonText.ts';
import { dialectOf } from '../kerasLayers/dialect.ts';
import { matchTensors, type FileTensor } from '../kerasLayers/matchTensors.ts';
import { readTraining } from '../kerasLayers/readTraining.ts';
import { toModel, type Limits } from '../kerasLayers/toModel.ts';
import type { Hdf5 } from './hdf5/readHdf5.ts';
import { setKerasState } from './state.ts';

/** Whether bytes are HDF5. */
export function isLegacy(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0x89 && bytes[1] === 0x48 && bytes[2] === 0x44 && bytes[3] === 0x46;
}

/** The model of a file, which says its layers in attributes. Throws FormatError. */
export function readLegacy(who: string, file: Hdf5, limits: Limits): Model {
  const config = jsonOf(who, file, 'model_config');
  if (config === undefined) {
    const some = [...file.datasets.keys()].slice(0, 6).map(show).join(', ') || 'none';
    throw new FormatError(`${who}: the file must have the attribute model_config, got weights alone: ${some}`);
  }
  const version = attribute(file, '', 'keras_version')?.[0] ?? attribute(file, 'model_weights', 'keras_version')?.[0];
  const dialect = dialectOf(who, version, false, limits.onNote), tensors = new Map<string, FileTensor>();
  for (const layer of attribute(file, 'model_weights', 'layer_names') ?? []) {
    for (const weight of attribute(file, `model_weights/${layer}`, 'weight_names') ?? []) {
      const path = `model_weights/${layer}/${weight}`, dataset = file.datasets.get(path);
      if (dataset === undefined) throw new FormatError(`${who}: the file must have ${show(path)}, got none there`);
      tensors.set(`${layer}/${weight}`, { shape: dataset.shape, values: dataset.values() });
    }
  }
  const read = toModel(
    objectOf(config, { who, what: 'model_config' }), dialect, limits,
    (network, layers) => matchTensors(who, network, layers, tensors, false),
  );
  const training = jsonOf(who, file, 'training_config');
  if (training === undefined || !isObject(training) || !readTraining(read.model, training, dialect)) return read.model;
  const kept = attribute(file, 'optimizer_weights', 'weight_names') ?? [];
  if (dialect.name === 'Keras 3') {
    setKerasState(read, (i) => file.datasets.get(`optimizer_weights/${kept[i]}`)?.values(), dialect);
  } else if (kept.length > 0) dialect.note('the optimizer begins anew: what Keras 2 kept is not read');
  return read.model;
}

function jsonOf(who: string, file: Hdf5, name: string): Json | undefined {
  const text = attribute(file, '', name)?.[0];
  if (text === undefined) return undefined;
  const escaped = text.replace(/[^\x20-\x7e\s]/g, (character) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return readJson(who, name, Uint8Array.from(escaped, (character) => character.charCodeAt(0)));
}

/** An attribute of texts, which lies in several where it is long. */
function attribute(file: Hdf5, group: string, name: string): readonly string[] | undefined {
  const all = file.attributes.get(group), whole = all?.get(name);
  if (whole !== undefined || all === undefined) return whole;
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = all.get(`${name}${i}`);
    if (part === undefined) return i === 0 ? undefined : parts;
    parts.push(...part);
  }
}
