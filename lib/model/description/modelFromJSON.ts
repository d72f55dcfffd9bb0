/**
 * Models from JSON.
 * @module
 */

import { FormatError, expectKnownOptions, expectPlainObject, show } from '../../core/errors.ts';
import type { Layer } from '../../layers/index.ts';
import type { ModelOptions } from '../graphModel.ts';
import { LayersModel } from '../layersModel.ts';
import type { Model } from '../model.ts';
import { sequential } from '../sequential.ts';
import { listOf, objectOf, type JsonObject } from './json.ts';
import { wholeLibrary } from '../wholeLibrary.ts';
import { networkOf } from './networkOf.ts';
import { ownByName, revive, reviveCompiled, type Named, type Own } from './revive.ts';

/** What {@link modelFromJSON} takes. */
export interface FromJSONOptions extends Pick<ModelOptions, 'maxBatch' | 'kernels' | 'weights'> {
  /** What the model has of one's own, each by its `name`; see `load` of `bitgrad/formats`. Default none. */
  readonly custom?: readonly Named[];
}

/**
 * The model that `toJSON` described, as text or as an object: the same layers, seed and so first values, and compiled
 * as it was. What it has learned is not in it: `weights` takes that, or `setWeights`; files of `bitgrad/formats` hold
 * all.
 *
 *     const text = JSON.stringify(model);
 *     const again = modelFromJSON(text, { weights: model.getWeights() });
 *
 * Throws FormatError for what describes no model, and TypeError or RangeError for options.
 */
export function modelFromJSON(json: string | object, options: FromJSONOptions = {}): Model {
  expectKnownOptions('modelFromJSON', options, ['custom', 'kernels', 'maxBatch', 'weights']);
  const { custom = [], ...given } = options, own = ownByName('modelFromJSON', 'json', custom);
  const described = typeof json === 'string' ? parsed(json) : json;
  try {
    expectPlainObject('modelFromJSON', 'json', described);
    expectKnownOptions('modelFromJSON', described, ['seed', 'maxBatch', 'layers', 'name', 'graph', 'compiled']);
    return fromDescription(described as JsonObject, own, given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FormatError(`modelFromJSON: json must describe a model: ${why}`, { cause: error });
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new FormatError(`modelFromJSON: json must be JSON text of a model, got ${show(json)}`, { cause });
  }
}

function fromDescription(
  { seed, maxBatch, layers: described, name, graph, compiled }: JsonObject, own: Own, given: ModelOptions,
): Model {
  const layers = listOf(described, own).map((layer) => revive(layer, own)) as Layer[];
  const options = {
    seed: seed as number, maxBatch: maxBatch as number, ...(name !== undefined && { name: name as string }), ...given,
  };
  const model = graph === undefined ? sequential(layers, options)
    : new LayersModel('modelFromJSON', networkOf(layers, graph, own), options, wholeLibrary);
  if (compiled !== undefined) model.compile(reviveCompiled(objectOf(compiled, own), own));
  return model;
}
