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
 * What a file says of a layer, of what `Describer.part` says of it; `rank` is that of its input, without the batch.
 * Throws FormatError where the other library has not the layer or an option of it.
 */
export function writeLayer(
  name: string, { is, options = {} }: JsonObject, dialect: Dialect, rank: number,
): WrittenLayer {
  const { who, name: library } = dialect, where = `layer ${show(name)}`, own = objectOf(options);
  const kind = String(is).split('/')[1], row = String(is).startsWith('layers/') ? rows.get(kind) : undefined;
  if (row === undefined || (library === 'TensorFlow.js' && !row.isTfjs)) {
    const known = [...rows.values()].filter(({ isTfjs }) => isTfjs || library !== 'TensorFlow.js');
    const names = known.map(({ kind: each }) => each).join(', ');
    return refuse(who, `${where} must be one that ${library} has: ${names}`, show(kind));
  }
  const said = { name, ...(own['trainable'] === false && { trainable: false }) };
  if (kind === 'activation' && isObject(own['activation'] ?? null)) {
    const { className, config } = activationLayerOf(where, objectOf(own['activation']), dialect, rank);
    return { className, config: { ...said, ...config } };
  }
  const config: Record<string, Json> = { ...said };
  for (const [option, value] of Object.entries(own)) {
    if (option === 'trainable' || ELSEWHERE.has(option)) continue;
    if (!row.options.includes(option)) {
      refuse(who, `${where} must be without ${option}, which ${library} has not`, show(value));
    }
    config[keyOf(option)] = writeOption(`${where}.${option}`, option, value, dialect, rank);
  }
  if (row.options.includes('activation') && own['activation'] === undefined) config['activation'] = 'linear';
  return { className: row.className, config: forLibrary(where, kind, config, dialect, rank) };
}

function writeOption(where: string, option: string, value: Json, dialect: Dialect, rank: number): Json {
  if (/activation$/i.test(option) && (typeof value === 'string' || isObject(value))) {
    return writeActivation(where, value, dialect);
  }
  if (/(Initializer|Regularizer|Constraint)$/.test(option)) return writePart(where, objectOf(value), dialect);
  if (option !== 'layer') return value;
  const { className, config } = writeLayer('layer', objectOf(value), dialect, rank - 1);
  return withModule('keras.layers', className, { ...config, name: innerName(className) }, dialect.name);
}

function innerName(className: string): string {
  return className.toLowerCase();
}

/** Where one library wants what the others do not. */
function forLibrary(
  where: string, kind: string, config: Record<string, Json>, { name, who }: Dialect, rank: number,
): JsonObject {
  const { size } = config;
  if (kind === 'upSampling1D' && size !== undefined && isList(size)) config['size'] = size[0];
  if (name !== 'TensorFlow.js') return config;
  if (kind === 'zeroPadding2D' || kind === 'upSampling2D') config['data_format'] = 'channels_last';
  const { axis } = config;
  if (kind === 'concatenate' && typeof axis === 'number' && axis < -1) config['axis'] = axis + rank + 1;
  if (kind === 'batchNormalization' && axis === rank) config['axis'] = -1;
  for (const [wrong, advice] of WRONG) {
    if (wrong(kind, config, rank)) refuse(who, `${where} must be such as TensorFlow.js has it too`, advice);
  }
  delete config['groups'];
  delete config['keepdims'];
  return config;
}

const others = (value: Json | undefined, usual: number): boolean =>
  value !== undefined && (isList(value) ? value.some((own) => own !== usual) : value !== usual);
const ascends = (value: Json | undefined): boolean =>
  value === undefined || !isList(value) || value.every((own, i) => i === 0 || Number(value[i - 1]) < Number(own));

/** What TensorFlow.js 4.22.0 has not, or computes otherwise than Keras. */
const WRONG: readonly (readonly [(kind: string, config: JsonObject, rank: number) => boolean, got: string])[] = [
  [(_, config) => others(config['groups'], 1), 'several groups'],
  [(_, config) => config['reset_after'] === true, 'resetAfter, which Keras has'],
  [(_, config) => config['keepdims'] === true, 'keepDims'],
  [(kind, config) => kind === 'conv1D' && config['padding'] === 'causal', "padding 'causal'"],
  [(kind, config) => kind.startsWith('depthwise') && others(config['dilation_rate'], 1), 'dilationRate'],
  [(_, config) => (config['output_padding'] ?? null) !== null, 'outputPadding'],
  [(kind, { axis }) => kind === 'batchNormalization' && axis !== -1, 'an axis that is not the last'],
  [(kind, { axis }) => kind === 'layerNormalization' && !ascends(axis), 'axes that do not ascend'],
  [(_, config) => config['interpolation'] === 'bilinear', "interpolation 'bilinear'"],
  [(kind, _, rank) => kind === 'dot' && rank > 2, 'inputs of more than 2 axes'],
];
