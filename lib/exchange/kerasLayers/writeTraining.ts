/**
 * What a model was compiled with, as Keras 3 or TensorFlow.js writes it.
 * @module
 */

import { show } from '../../core/errors.ts';
import { Describer } from '../../model/description/describe.ts';
import { trainingOf } from '../../model/description/describeModel.ts';
import { isList, isObject, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import type { Model } from '../../model/index.ts';
import { refuse, type Dialect } from './dialect.ts';
import { isWithoutMomentum } from './optimizerState.ts';
import { SHARED_OPTIONS, optimizerOfName, optimizerRows, type OptimizerRow } from './optimizers.ts';
import { withModule } from './parts.ts';
import { classNameOf, keyOf, snake } from './spelling.ts';

/** What a file says of training, and what it has of the optimizer. */
export interface WrittenTraining {
  readonly optimizer: JsonObject;
  readonly loss: Json;
  readonly metrics: Json;
  readonly lossWeights: Json;
  readonly iterations: number;
  readonly learningRate: number;
  /** In the order of Keras 3. */
  readonly slots: readonly { readonly tfjs: string; readonly values: Float32Array }[];
  readonly isBySlot: boolean;
}

/** Options that are as they would be without them. */
const DEFAULTS: Readonly<Record<string, unknown>> = { amsgrad: false, decay: 0, weightDecay: 0, accumulationSteps: 1 };

/**
 * How the model was compiled; undefined where it is not. Where the other library cannot say it, `note` hears why and it
 * is undefined too.
 */
export function writeTraining(model: Model, dialect: Dialect): WrittenTraining | undefined {
  if (!model.isCompiled) return undefined;
  try {
    return trainingIn(model, dialect);
  } catch (error) {
    dialect.note(`how the model is compiled is not written: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function trainingIn(model: Model, dialect: Dialect): WrittenTraining {
  const { optimizer, theta } = model,
    { loss, metrics, lossWeights = null } = trainingOf(model, new Describer(dialect.who));
  const row = optimizerOfName(optimizer.name, dialect.name), rate = optimizer.learningRate;
  if (row === undefined || (dialect.name === 'TensorFlow.js' && optimizer.getConfig()['amsgrad'] === true)) {
    const known = optimizerRows.filter(({ dialects }) => dialects.includes(dialect.name)).map(({ name }) => name);
    return refuse(dialect.who, `the optimizer must be one that ${dialect.name} has: ${known.join(', ')}`,
      show(optimizer.name));
  }
  if (typeof rate !== 'number') return refuse(dialect.who, 'the learning rate must be a number', 'a schedule');
  const { iterations, slots } = optimizer.getWeights(theta);
  const left = row.slots.filter(([own]) => own in slots && !(own === 'mom' && isWithoutMomentum(optimizer)));
  if (row.name === 'sgd' && dialect.name === 'TensorFlow.js' && left.length > 0) {
    refuse(dialect.who, 'sgd must be without momentum, as momentumOptimizer is what TensorFlow.js has', 'some');
  }
  return {
    optimizer: optimizerIn(model, row, rate, dialect), loss: columnsOf(loss, (own) => lossIn(own, dialect)),
    metrics: metricsIn(metrics, dialect), lossWeights, iterations, learningRate: rate,
    slots: left.map(([own, tfjs]) => ({ tfjs, values: slots[own] })), isBySlot: row.isBySlot === true,
  };
}

function optimizerIn({ optimizer }: Model, row: OptimizerRow, rate: number, { name, who }: Dialect): JsonObject {
  const isKeras = name === 'Keras 3',
    config: Record<string, Json> = { [isKeras ? 'learning_rate' : 'learningRate']: rate };
  const { name: _name, learningRate: _rate, ...options } = optimizer.getConfig();
  for (const [option, value] of Object.entries(options)) {
    const key = Object.hasOwn(row.options, option) ? row.options[option] : undefined;
    const isShared = isKeras && SHARED_OPTIONS.some((shared) => shared === option);
    if (row.fixed?.[option] === value || value === undefined
      || (key === undefined && DEFAULTS[option] === value)) continue;
    if (!isKeras && option === 'amsgrad') continue;
    if (key === undefined && !isShared) {
      refuse(who, `the optimizer must be without ${option}, which ${name} has not`, show(value));
    }
    config[isKeras ? keyOf(key ?? option) : key ?? option] = value as Json;
  }
  if (!isKeras && row.name === 'sgd') { // which knows no momentum there
    delete config['momentum'];
    delete config['nesterov'];
  }
  return withModule('keras.optimizers', row.className, isKeras ? { name: row.name, ...config } : config, name);
}

const columnsOf = (value: Json | undefined, write: (own: JsonObject) => Json): Json => (
  value !== undefined && isList(value) ? value.map((own) => write(objectOf(own))) : write(objectOf(value)));

function lossIn({ is, options }: JsonObject, { name, who }: Dialect): Json {
  const own = String(is).split('/')[1], word = own === 'logCosh' && name === 'TensorFlow.js' ? 'logcosh' : snake(own);
  const said = isObject(options) ? Object.entries(options).filter(([, value]) => value !== false && value !== 0) : [];
  if (!String(is).startsWith('losses/') || own === 'halfSquaredError') {
    refuse(who, `the loss must be one that ${name} has`, show(own));
  }
  if (isList(options ?? null) || said.length === 0) {
    return own === 'kullbackLeiblerDivergence' && name === 'Keras 3' ? 'kl_divergence' : word;
  }
  if (name === 'TensorFlow.js') {
    if (own === 'huber') return word;
    refuse(who, `the loss must be without ${said.map(([option]) => option).join(', ')}, which TensorFlow.js has not`,
      show(own));
  }
  const config = Object.fromEntries(said.map(([option, value]) => [keyOf(option), value]));
  return withModule('keras.losses', classNameOf(own), config, name);
}

/** Metrics by name; those with options are left out. */
function metricsIn(metrics: Json | undefined, { note, name }: Dialect): Json {
  const write = (own: Json): Json[] => {
    const { is, options = {} } = objectOf(own), word = snake(String(is).split('/')[1]);
    const said = Object.keys(objectOf(options)).filter((key) => key !== 'name');
    if (!String(is).startsWith('custom/') && said.length === 0) return [word];
    note(`the metric ${show(word)} is left out, as its options are not written for ${name}`);
    return [];
  };
  if (metrics === undefined || !isList(metrics)) return [];
  return metrics.some((own) => isList(own)) ? metrics.map((own) => (isList(own) ? own.flatMap(write) : []))
    : metrics.flatMap(write);
}
