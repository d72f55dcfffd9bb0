/**
 * The configuration of a layer, as Keras or TensorFlow.js writes it.
 * @module
 */

import { show } from '../../core/errors.ts';
import { isList, isObject, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import { activationLayerOf, writeActivation } from './activation.ts';
import { refuse, type Dialect } from './dialect.ts';
import { withModule, writePart } from './parts.ts';
import { keyOf } from './spelling.ts';
import { rows } from './table.ts';

/** Options that are said in a call by Keras, or by the graph. */
const ELSEWHERE = new Set([
  'name', 'inputShape', 'useCausalMask', 'useAttentionMask', 'returnAttentionScores', 'batchSize', 'sparse',
]);

/** Class and config of a layer. */
export interface WrittenLayer {
  readonly className: string;
  readonly config: JsonObject;
}

/**
 * What a file says of a layer, of what `Describer.part` says of it. Throws FormatError where the other library has not
 * the layer or an option of it.
 */
export function writeLayer(name: string, { is, options = {} }: JsonObject, dialect: Dialect): WrittenLayer {
  const { who, name: library } = dialect, where = `layer ${show(name)}`, own = objectOf(options);
  const kind = String(is).split('/')[1], row = String(is).startsWith('layers/') ? rows.get(kind) : undefined;
  if (row === undefined || (library === 'TensorFlow.js' && !row.isTfjs)) {
    const known = [...rows.values()].filter(({ isTfjs }) => isTfjs || library !== 'TensorFlow.js');
    const names = known.map(({ kind: each }) => each).join(', ');
    return refuse(who, `${where} must be one that ${library} has: ${names}`, show(kind));
  }
  const said = { name, ...(own['trainable'] === false && { trainable: false }) };
  if (kind === 'activation' && isObject(own['activation'] ?? null)) {
    const { className, config } = activationLayerOf(where, objectOf(own['activation']), dialect);
    return { className, config: { ...said, ...config } };
  }
  const config: Record<string, Json> = { ...said };
  for (const [option, value] of Object.entries(own)) {
    if (option === 'trainable' || ELSEWHERE.has(option)) continue;
    if (!row.options.includes(option)) refuse(who, `${where} must be without ${option}, which ${library} has not`, show(value));
    config[keyOf(option)] = writeOption(`${where}.${option}`, option, value, dialect);
  }
  if (row.options.includes('activation') && own['activation'] === undefined) config['activation'] = 'linear';
  return { className: row.className, config: forLibrary(where, kind, config, dialect) };
}

function writeOption(where: string, option: string, value: Json, dialect: Dialect): Json {
  if (/activation$/i.test(option) && (typeof value === 'string' || isObject(value))) {
    return writeActivation(where, value, dialect);
  }
  if (/(Initializer|Regularizer|Constraint)$/.test(option)) return writePart(where, objectOf(value), dialect);
  if (option !== 'layer') return value;
  const { className, config } = writeLayer('layer', objectOf(value), dialect);
  return withModule('keras.layers', className, { ...config, name: innerName(className) }, dialect.name);
}

function innerName(className: string): string {
  return className.toLowerCase();
}

/** Where one library wants what the others do not. */
function forLibrary(where: string, kind: string, config: Record<string, Json>, { name, who }: Dialect): JsonObject {
  const first = (key: string) => {
    const { [key]: value } = config;
    if (value !== undefined && isList(value)) config[key] = value[0];
  };
  if (kind === 'upSampling1D') first('size');
  if (kind === 'zeroPadding2D' || kind === 'upSampling2D') config['data_format'] = 'channels_last';
  if (name !== 'TensorFlow.js') return config;
  if (config['groups'] !== undefined && config['groups'] !== 1) {
    refuse(who, `${where} must have 1 group, as TensorFlow.js has no others`, show(config['groups']));
  }
  delete config['groups'];
  if (config['reset_after'] === true) {
    refuse(who, `${where}.resetAfter must be false, as TensorFlow.js has no other (Keras has)`, 'true');
  }
  if (config['keepdims'] === true) refuse(who, `${where}.keepDims must be false, as TensorFlow.js knows none`, 'true');
  delete config['keepdims'];
  return config;
}
