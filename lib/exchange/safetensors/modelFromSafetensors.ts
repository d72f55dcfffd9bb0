/**
 * Models from safetensors.
 * @module
 */

import { FormatError, expectInteger, expectKnownOptions, show } from '../../core/errors.ts';
import { formatShape } from '../../core/shape.ts';
import { FILES, MAX_BYTES, expectRoom } from '../../formats/expectRoom.ts';
import { expectKernels } from '../../kernels/expectKernels.ts';
import { Layer } from '../../layers/index.ts';
import { modelFromJSON, type FromJSONOptions, type Model } from '../../model/index.ts';
import { listOf, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import { networkOf } from '../../model/description/networkOf.ts';
import { ownByName, revive, type Own } from '../../model/description/revive.ts';
import type { Network } from '../../plan/index.ts';
import { readSafetensors, type ReadSafetensorsOptions, type SafeTensor } from './readSafetensors.ts';
import { FORMAT, FORMAT_NAME, MODEL } from './saveSafetensors.ts';
import { tensorsOf } from './tensorsOf.ts';

/** What `modelFromSafetensors` takes. */
export interface ModelFromSafetensorsOptions
  extends Pick<FromJSONOptions, 'custom' | 'kernels' | 'maxBatch'>, ReadSafetensorsOptions {
  /** Most bytes that the model may take where that is more than 16 times the file's; default 2²⁸. */
  readonly maxBytes?: number;
}

const WHO = 'modelFromSafetensors';
const OPTIONS = ['custom', 'kernels', 'maxBatch', 'maxBytes', 'maxHeaderBytes'];

/**
 * The model that `saveSafetensors` made bytes of, with its parameters and moving statistics, compiled anew if it was.
 * Training state does not travel: it begins at step 0.
 *
 *     const model = modelFromSafetensors(bytes);
 *
 * Throws FormatError, and takes no more memory than 16 times the file or `maxBytes`, for bytes that are no such file:
 * no safetensors, without our metadata, or with other tensors than those of its layers; and where `custom` lacks what
 * it names. `readSafetensors` and `loadTensors` take files of others. Throws TypeError or RangeError for options.
 */
export function modelFromSafetensors(bytes: Uint8Array, options: ModelFromSafetensorsOptions = {}): Model {
  expectKnownOptions(WHO, options, OPTIONS);
  const { custom = [], kernels, maxBatch, maxBytes = MAX_BYTES, ...reading } = options;
  const own = ownByName(WHO, 'bytes', custom);
  if (kernels !== undefined) expectKernels(WHO, 'kernels', kernels);
  if (maxBatch !== undefined) expectInteger(WHO, 'maxBatch', maxBatch, 1);
  expectInteger(WHO, 'maxBytes', maxBytes, 1);
  const { tensors, metadata } = readSafetensors(bytes, reading), text = metadata.get(MODEL);
  if (metadata.get(FORMAT) !== FORMAT_NAME || text === undefined) {
    const got = show(metadata.get(FORMAT) ?? 'none');
    throw new FormatError(
      `${WHO}: bytes must be of saveSafetensors, with its layers in the metadata, got format ${got}; `
        + 'readSafetensors gives the tensors of any file, and loadTensors takes them into a model',
    );
  }
  try {
    const described = objectOf(JSON.parse(text) as Json, own), size = maxBatch ?? described['maxBatch'];
    expectInteger(WHO, 'maxBatch', size, 1);
    const network = describedNetwork(described, own), weights = weightsOf(network, tensors);
    expectRoom(WHO, network, weights, size, Math.max(maxBytes, FILES * bytes.length));
    return modelFromJSON(described, {
      custom, maxBatch: size, weights: weights.map(({ values }) => values), ...(kernels !== undefined && { kernels }),
    });
  } catch (error) {
    if (error instanceof FormatError && error.message.startsWith(WHO)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${WHO}: bytes must describe a model: ${why}`, { cause: error });
  }
}

/** What the model will be, before memory is taken for it. */
function describedNetwork({ layers, graph }: JsonObject, own: Own): Network {
  const made = listOf(layers, own).map((each, i) => {
    const layer = revive(each, own);
    if (layer instanceof Layer) return layer;
    throw new FormatError(`${WHO}: bytes must have layers only, got another thing as layer ${i}`);
  });
  return networkOf(made, graph, own);
}

/** The tensors of the layers, in order. Throws FormatError unless they are those of the file. */
function weightsOf(network: Network, tensors: ReadonlyMap<string, SafeTensor>): readonly SafeTensor[] {
  const places = tensorsOf(network), wanted = new Set(places.map(({ name }) => name));
  const missing = [...wanted].filter((name) => !tensors.has(name));
  const more = [...tensors.keys()].filter((name) => !wanted.has(name));
  if (missing.length > 0 || more.length > 0) {
    throw new FormatError(`${WHO}: bytes must have the tensors of their layers, got none for `
      + `${missing.map(show).join(', ') || 'none'} and ${more.map(show).join(', ') || 'no'} others`);
  }
  return places.map(({ name, tensor: { shape } }) => {
    const found = tensors.get(name);
    if (found?.dtype === 'F32' && formatShape(found.shape) === formatShape(shape)) return found;
    const got = `${found?.dtype} of shape ${formatShape(found?.shape ?? [])}`;
    throw new FormatError(`${WHO}: bytes must have F32 of shape ${formatShape(shape)} for ${show(name)}, got ${got}`);
  });
}
