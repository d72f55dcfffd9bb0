/**
 * Models of Keras.
 * @module
 */

import { readZip, unzip, type ZipEntry } from '../../data/zip.ts';
import { FormatError, expectUint8Array, show } from '../../core/errors.ts';
import { looksLike } from '../../core/looksLike.ts';
import type { Model } from '../../model/index.ts';
import { isObject, objectOf, type JsonObject } from '../../model/description/json.ts';
import { readJson } from '../jsonText.ts';
import { dialectOf, type Dialect } from '../kerasLayers/dialect.ts';
import { matchTensors, type FileTensor } from '../kerasLayers/matchTensors.ts';
import { readTraining } from '../kerasLayers/readTraining.ts';
import { toLimits, toModel, type KerasFileOptions, type Limits } from '../kerasLayers/toModel.ts';
import { readHdf5, type Hdf5 } from './hdf5/readHdf5.ts';
import { isLegacy, readLegacy } from './readLegacy.ts';
import { setKerasState } from './state.ts';

const WHO = 'readKeras';
const CONFIG = 'config.json', METADATA = 'metadata.json', WEIGHTS = 'model.weights.h5';
/** A member of a megabyte or more may be packed to this share, as text of a configuration is, not further. */
const MOST_RATIO = 200, FREE = 2 ** 20;

/**
 * The model in the bytes of a file of Keras: `.keras` of Keras 3, or `.h5` of Keras 2 and 3.
 *
 *     const model = await readKeras(await readFile('model.keras'));
 *
 * It is compiled, with what its optimizer kept (Adam, AdamW, Adamax, SGD with momentum, RMSprop, Lion), where the file
 * has that and it computes the same here; else `onNote` hears why not. Weights are binary32; others are rounded once.
 *
 * Throws FormatError, and allocates no more than the bytes justify, for layers, options, activations or weights that
 * are not known here, by name and with what is; for code (Lambda), custom objects, HDF5 of another form than Keras
 * writes (chunks, filters, links), and archives that lie. Throws StateError for a packed archive where the engine
 * cannot unpack. Source: Keras 3.15.1.
 */
export async function readKeras(bytes: Uint8Array, options: KerasFileOptions = {}): Promise<Model> {
  expectUint8Array(WHO, 'bytes', bytes);
  const limits = toLimits(WHO, options);
  if (isLegacy(bytes)) return readLegacy(WHO, readHdf5(WHO, bytes), limits);
  if (bytes.length < 4 || bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new FormatError(`${WHO}: bytes must be a .keras archive or an .h5 file, got ${looksLike(bytes)}`);
  }
  const members = new Map(readZip(WHO, bytes, limits.maxBytes).map((entry) => [entry.name, entry]));
  for (const entry of members.values()) expectRatio(entry);
  const config = objectOf(readJson(WHO, CONFIG, await member(members, CONFIG)), { who: WHO, what: CONFIG });
  const metadata = members.has(METADATA) ? readJson(WHO, METADATA, await member(members, METADATA)) : {};
  const version = isObject(metadata) ? metadata['keras_version'] : undefined;
  const dialect = dialectOf(WHO, typeof version === 'string' ? version : '3.0', false, limits.onNote);
  return placed(readHdf5(WHO, await member(members, WEIGHTS)), config, dialect, limits);
}

async function member(members: ReadonlyMap<string, ZipEntry>, name: string): Promise<Uint8Array> {
  const entry = members.get(name);
  if (entry !== undefined) return unzip(WHO, entry);
  const known = [...members.keys()].slice(0, 8).map(show).join(', ');
  throw new FormatError(`${WHO}: the archive must have ${show(name)}, got ${known || 'no members'}`);
}

function expectRatio({ name, bytes, size }: ZipEntry): void {
  if (size <= FREE || size <= MOST_RATIO * bytes.length) return;
  throw new FormatError(`${WHO}: ${show(name)} must unpack to at most ${MOST_RATIO} times its ${bytes.length} bytes, `
    + `got ${size}`);
}

/** The weights of a `.keras` file lie under layers/, by the class of each layer and its number. */
function placed(file: Hdf5, config: JsonObject, dialect: Dialect, limits: Limits): Model {
  const tensors = new Map<string, FileTensor>();
  for (const [path, dataset] of file.datasets) {
    if (!path.startsWith('optimizer/')) tensors.set(path, { shape: dataset.shape, values: dataset.values() });
  }
  const read = toModel(config, dialect, limits, (network, layers) => matchTensors(WHO, network, layers, tensors, true));
  const training = config['compile_config'];
  if (isObject(training) && readTraining(read.model, training, dialect)) {
    const values = (i: number) => file.datasets.get(`optimizer/vars/${i}`)?.values();
    setKerasState(read, values, dialect);
  }
  return read.model;
}
