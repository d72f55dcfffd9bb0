/**
 * Activations in files of Keras.
 * @module
 */

import { show } from '../../core/errors.ts';
import { add, div, less, select } from '../../formula/index.ts';
import { elementwiseActivation, leakyRelu, relu, elu, softmax, type Activation } from '../../layers/index.ts';
import { activationFamily } from '../../layers/activations/named.ts';
import { isObject, type Json, type JsonObject } from '../../model/description/json.ts';
import { refuse, type Dialect } from './dialect.ts';
import { partOf, withModule } from './parts.ts';
import { snake } from './spelling.ts';

let made: Activation | undefined;

/**
 * The hard sigmoid of Keras 3 and PyTorch: a = z/6 + 0.5 cut off at 0 and 1. That of Keras 2 and TensorFlow.js is this
 * library's `hardSigmoid`. Checkpoints know it as one of the user's own: hand it to `load` in `custom`. Throws nothing.
 *
 * Formula: min(max(z ÷ 6 + 0.5, 0), 1)
 * Source: Keras 3 (hard_sigmoid), PyTorch (Hardsigmoid).
 */
export function hardSigmoidOfKeras3(): Activation {
  made ??= elementwiseActivation('hardSigmoidOfKeras3', ({ z }) => {
    const line = add(div(z, 6), 0.5);
    return select(less(line, 0), 0, select(less(1, line), 1, line));
  });
  return made;
}

/** Layers that are an activation, by class: the options of both. */
const AS_LAYERS: ReadonlyMap<string, (config: JsonObject) => unknown> = new Map([
  ['ReLU', (config: JsonObject): unknown => relu(numbers({
    maxValue: config['max_value'], negativeSlope: config['negative_slope'] || null,
      threshold: config['threshold'] || null,
  }))],
  ['LeakyReLU', (config) => leakyRelu(numbers({ alpha: config['negative_slope'] ?? config['alpha'] }))],
  ['ELU', (config) => elu(numbers({ alpha: config['alpha'] }))],
  ['ThresholdedReLU', (config) => relu({ threshold: typeof config['theta'] === 'number' ? config['theta'] : 1 })],
  ['Softmax', (config) => softmax(numbers({ axis: config['axis'] === -1 ? null : config['axis'] }))],
]);

/** What is null is left out. */
function numbers(options: Readonly<Record<string, Json | undefined>>): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null && value !== undefined));
}

/** The classes of layers that are an activation. */
export const ACTIVATION_LAYERS: readonly string[] = [...AS_LAYERS.keys()];

/** The activation that a layer of such a class is; undefined for another class. */
export function activationOfLayer(className: string, config: JsonObject): unknown {
  return AS_LAYERS.get(className)?.(config);
}

/** An activation, or 'linear'. */
export function readActivation(where: string, value: Json, dialect: Dialect): unknown {
  const part = value === null ? { name: 'linear', config: {} } : partOf(value), { who, name } = dialect;
  const known = `${where} must be an activation, one of linear, ${activationFamily.names.map(snake).join(', ')}`;
  if (part === undefined) return refuse(who, known, show(value));
  const layer = activationOfLayer(part.name, part.config), word = snake(part.name).replace(/^_/, '');
  if (layer !== undefined) return layer;
  if (isObject(value) && value['class_name'] === 'function' && typeof value['config'] === 'string') {
    return readActivation(where, value['config'], dialect);
  }
  if (word === 'linear') return 'linear';
  if (word === 'hard_sigmoid' && name === 'Keras 3') return hardSigmoidOfKeras3();
  if (word === 'leaky_relu' && name === 'Keras 3') return leakyRelu({ alpha: 0.2 });
  if (word === 'gelu_new') return activationFamily.make('gelu', { approximate: true });
  return activationFamily.find(part.name) ?? refuse(who, known, show(part.name));
}

/** The activations that TensorFlow.js loads; its gelu_new it writes, and does not find when it reads. */
const OF_TFJS = [
  'elu', 'gelu', 'hard_sigmoid', 'linear', 'log_softmax', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax',
  'softplus', 'softsign', 'swish', 'tanh',
];

/** The name of an activation, or undefined where only a layer of its own says it. */
function wordOf({ is, options }: JsonObject, { name }: Dialect): string | undefined {
  const own = String(is).split('/')[1];
  if (is === 'custom/hardSigmoidOfKeras3') return name === 'Keras 3' ? 'hard_sigmoid' : undefined;
  if (name === 'TensorFlow.js' && options === undefined) {
    const word = own === 'silu' ? 'swish' : snake(own);
    return OF_TFJS.includes(word) ? word : undefined;
  }
  if (options !== undefined || String(is).startsWith('custom/') || own === 'leakyRelu') return undefined;
  if (own === 'hardSigmoid' && name === 'Keras 3') return undefined;
  return own === 'hardSwish' && name === 'Keras 3' ? 'hard_silu' : snake(own);
}

/**
 * The layer that an activation with options is, as class and config; `rank` is that of its input, without the batch,
 * where it is known. Throws FormatError for what the library has not.
 */
export function activationLayerOf(
  where: string, description: JsonObject, dialect: Dialect, rank?: number,
): { readonly className: string; readonly config: JsonObject } {
  const { is, options } = description, own = isObject(options) ? options : {}, { name, who } = dialect;
  const word = wordOf(description, dialect), slope = name === 'Keras 3' ? 'negative_slope' : 'alpha';
  if (word !== undefined) return { className: 'Activation', config: { activation: word } };
  const { maxValue = null, negativeSlope = 0, threshold = 0, alpha, axis = -1 } = own, isKeras3 = name === 'Keras 3';
  if (is === 'activations/leakyRelu') return { className: 'LeakyReLU', config: { [slope]: alpha ?? 0.3 } };
  if (is === 'activations/elu' && isKeras3) return { className: 'ELU', config: { alpha: alpha ?? 1 } };
  const isLast = axis === -1 || axis === rank; // along another axis TensorFlow.js has none
  if (is === 'activations/softmax' && (isKeras3 || isLast)) return { className: 'Softmax', config: { axis } };
  if (is === 'activations/relu' && (isKeras3 || (negativeSlope === 0 && threshold === 0))) {
    const config = { max_value: maxValue, ...(isKeras3 && { negative_slope: negativeSlope, threshold }) };
    return { className: 'ReLU', config };
  }
  const known = name === 'TensorFlow.js' ? `: ${OF_TFJS.join(', ')}` : '', settings = Object.entries(own);
  const got = [show(String(is)), ...settings.map(([option, value]) => `${option} ${show(value)}`)].join(' with ');
  return refuse(who, `${where} must have an activation that ${name} has${known}`, got);
}

/** The activation of an option. */
export function writeActivation(where: string, description: JsonObject | string, dialect: Dialect): Json {
  if (typeof description === 'string') return description;
  const word = wordOf(description, dialect), { name, who } = dialect;
  if (word !== undefined) return word;
  const { className, config } = activationLayerOf(where, description, dialect);
  if (name === 'Keras 3') return withModule('keras.layers', className, config, name);
  return refuse(who, `${where} must be an activation that ${name} has by name; a layer of its own may say it`,
    className);
}
