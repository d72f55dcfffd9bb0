/**
 * A layer of the configuration that Keras or TensorFlow.js wrote.
 * @module
 */

import { show } from '../../core/errors.ts';
import type { Layer } from '../../layers/index.ts';
import { layerFamily } from '../../layers/named.ts';
import { isList, isObject, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import { activationOfLayer, readActivation } from './activation.ts';
import { refuse, type Dialect } from './dialect.ts';
import { readConstraint, readInitializer, readRegularizer } from './parts.ts';
import { optionOf } from './spelling.ts';
import { rowOfClass, type Row } from './table.ts';

/** Keys that change no number here, whatever they say: how it is computed elsewhere, and shapes read by others. */
const SILENT = new Set([
  'name', 'trainable', 'batch_input_shape', 'batch_shape', 'batch_size', 'input_shape', 'input_length',
    'implementation',
  'unroll', 'use_cudnn', 'synchronized', 'renorm_clipping', 'renorm_momentum', 'fused', 'autocast', 'sparse', 'ragged',
  'zero_output_for_mask', 'flash_attention', 'query_shape', 'key_shape', 'value_shape',
  'supports_masking', 'build_config', 'backward_layer', 'optional', 'seed_generator',
  'shared_object_id', 'input_dtype',
]);

const TYPES = /^(mixed_)?(float32|float16|bfloat16)$|^int(32|64)$/;

/** What of a wrapper's layer and of its own options is read here. */
type Options = Record<string, unknown>;

/** How deep layers stand in layers: Bidirectional in TimeDistributed in … */
const MOST_DEPTH = 8;

/**
 * The layer that class and config describe; `given` are options that the graph knows: its name, and its input's shape.
 * Undefined for a class that is not known. Throws FormatError for an option that this library has not.
 */
export function readLayer(
  className: string, config: JsonObject, dialect: Dialect, { batchSize, ...given }: Options = {}, depth: number = 0,
): Layer | undefined {
  const { who } = dialect, where = `layer ${show(given['name'] ?? config['name'] ?? className)}`;
  if (depth > MOST_DEPTH) refuse(who, `${where} must stand in at most ${MOST_DEPTH} others`, 'more');
  expectType(where, config, dialect);
  const trainable = config['trainable'] === false ? { trainable: false } : {};
  const activation = activationOfLayer(className, config);
  if (activation !== undefined) return layerFamily.make('activation', { activation, ...trainable, ...given });
  const row = rowOfClass(className);
  if (row === undefined) return undefined;
  const options: Options = defaultsOf(row, dialect);
  for (const [key, value] of Object.entries(config)) {
    const option = key === 'p' && row.kind === 'dropout' ? 'rate' : optionOf(key);
    if (row.options.includes(option)) {
      const read = readOption(`${where}.${key}`, option, value, dialect, depth);
      if (read !== undefined) options[option] = read;
    } else expectSilent(`${where}.${key}`, key, value, row, dialect);
  }
  expectBackward(where, config, dialect);
  const isStateful = options['stateful'] === true && batchSize !== undefined;
  return layerFamily.make(row.kind, { ...options, ...trainable, ...given, ...(isStateful && { batchSize }) });
}

/** What a file that does not say it means. */
function defaultsOf({ kind }: Row, { resetAfter, recurrentActivation }: Dialect): Options {
  const gates = recurrentActivation === 'sigmoid' ? 'sigmoid' : 'hardSigmoid';
  if (kind === 'gru') return { resetAfter, recurrentActivation: gates };
  return kind === 'lstm' ? { recurrentActivation: gates } : {};
}

function expectType(where: string, config: JsonObject, { who }: Dialect): void {
  const dtype = config['dtype'] ?? null;
  const inner = isObject(dtype) && isObject(dtype['config'] ?? null) ? objectOf(dtype['config']) : undefined;
  const type = inner === undefined ? dtype : inner['name'] ?? null;
  if (type === null || (typeof type === 'string' && TYPES.test(type))) return;
  refuse(who, `${where} must compute in float32`, show(type));
}

/** What is not an option here must say nothing: null, false, or what is true here too. */
function expectSilent(where: string, key: string, value: Json, row: Row, { who, note }: Dialect): void {
  if (value === null || value === false || SILENT.has(key) || key === 'dtype') return;
  if (key === 'data_format' && value === 'channels_last') return;
  if (key === 'count_include_pad' || (key === 'attention_axes' && isList(value) && value[0] === 1)) return;
  if (key === 'rank') return;
  if (/^kernel_/.test(key) && /^(depthwise|separable)/.test(row.kind)) return;
  if (key === 'module' || key === 'registered_name' || key === 'constructor' || key === '__proto__') {
    return note(`${where} is not read`);
  }
  const wanted = key === 'data_format' ? `${where} must be 'channels_last'`
    : `${where} must be absent, as ${row.className} here has
      ${row.options.length === 0 ? 'no options' : 'not that option'}`;
  refuse(who, wanted, show(value));
}

/** The second layer of a Bidirectional must be the first one the other way round. */
function expectBackward(where: string, config: JsonObject, { who }: Dialect): void {
  const forward = config['layer'] ?? null, backward = config['backward_layer'] ?? null;
  if (!isObject(backward)) return;
  const own = (part: Json, flip: boolean): string => {
    const inner = isObject(part) && isObject(part['config'] ?? null) ? objectOf(part['config']) : {};
    return JSON.stringify(Object.entries(inner).filter(([key]) => key !== 'name' && key !== 'dtype')
      .map(([key, value]) => [key, key === 'go_backwards' && flip ? value !== true : withoutIds(value)]));
  };
  if (own(forward, true) === own(backward, false)) return;
  refuse(who, `${where}.backward_layer must be its layer the other way round`, 'another');
}

/** Keras 3 writes where an object lay in memory. */
function withoutIds(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'shared_object_id'));
}

function readOption(where: string, option: string, value: Json, dialect: Dialect, depth: number): unknown {
  if (/activation$/i.test(option)) return readActivation(where, value, dialect);
  if (option.endsWith('Initializer')) return readInitializer(where, value, dialect);
  if (option.endsWith('Regularizer')) return readRegularizer(where, value, dialect);
  if (option.endsWith('Constraint')) return readConstraint(where, value, dialect);
  if (option === 'layer') return readInner(where, value, dialect, depth);
  if (option === 'mergeMode') return value;
  if (option === 'maskZero' && value === null) return false;
  if (option === 'mean' || option === 'variance') return value === null ? undefined : flat(value);
  if (option === 'seed') return typeof value === 'number' && value >= 0 ? value : undefined;
  if (option === 'axis' && isList(value) && value.length === 1) return value[0];
  return value ?? undefined;
}

/** Numbers of nested lists, one list. */
function flat(value: Json): unknown {
  return isList(value) ? value.flat(8) : value;
}

function readInner(where: string, value: Json, dialect: Dialect, depth: number): Layer {
  const { class_name: className, config = {} } = objectOf(value, { who: dialect.who, what: where });
  const own = Object.entries(objectOf(config)).filter(([key]) => key !== 'name' && key !== 'trainable');
  const found = typeof className !== 'string' ? undefined
    : readLayer(className, Object.fromEntries(own), dialect, {}, depth + 1);
  return found ?? refuse(dialect.who, `${where} must be a layer that is known here`, show(className));
}
