/**
 * Models as safetensors.
 * @module
 */

import type { Model } from '../../model/index.ts';
import { writeJson, type JsonObject } from '../../model/description/json.ts';
import { expectModel } from '../../model/expectModel.ts';
import { tensorsOf } from './tensorsOf.ts';
import { writeSafetensors, type WrittenTensor } from './writeSafetensors.ts';

/** The names of our metadata: who wrote the file, and what `toJSON` gives, as text. */
export const FORMAT = 'format', FORMAT_NAME = 'bitgrad', MODEL = 'bitgrad.model';

/**
 * A model as a safetensors file: each tensor under `layer/parameter`, F32, and in its metadata what `toJSON` gives.
 * Any library that reads safetensors reads the tensors; `modelFromSafetensors` makes the model again.
 *
 *     const bytes = saveSafetensors(model);
 *
 * The optimizer travels by name and settings, but its slots, steps and History do not: `save` of `bitgrad/formats` has
 * all. Throws TypeError for a part of one's own without a name.
 *
 * Source: safetensors 0.8.0 (Hugging Face).
 */
export function saveSafetensors(model: Model): Uint8Array {
  expectModel('saveSafetensors', model);
  const weights = model.getWeights();
  const tensors = new Map(tensorsOf(model.network).map(({ name, tensor: { shape } }, i): [string, WrittenTensor] =>
    [name, { shape, values: weights[i] }]));
  const described: JsonObject = model.toJSON();
  return writeSafetensors(tensors, { [FORMAT]: FORMAT_NAME, [MODEL]: writeJson(described) });
}
