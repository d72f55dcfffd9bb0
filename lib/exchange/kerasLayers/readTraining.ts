/**
 * Compiling a model as a file says.
 * @module
 */

import { rangeError, show } from '../../core/errors.ts';
import { lossFamily, reduced } from '../../losses/named.ts';
import type { Loss } from '../../losses/index.ts';
import { metricFamily } from '../../metrics/named.ts';
import type { Metric } from '../../metrics/index.ts';
import { isList, isObject, type Json, type JsonObject } from '../../model/description/json.ts';
import type { CompileOptions } from '../../model/compileOptions.ts';
import type { Model } from '../../model/index.ts';
import type { Optimizer } from '../../optimizers/index.ts';
import { optimizerFamily } from '../../optimizers/registry.ts';
import type { Dialect } from './dialect.ts';
import { SHARED_OPTIONS, optimizerOfClass, optimizerRows } from './optimizers.ts';
import { partOf } from './parts.ts';
import { keyOf, optionOf } from './spelling.ts';

/** What says nothing of the numbers. */
const SILENT = new Set([
  'name', 'jit_compile', 'is_legacy_optimizer', 'ema_momentum', 'initial_accumulator_value', 'variant',
  'gradient_accumulation_steps',
]);

/**
 * Compiles the model with the optimizer, loss and metrics of a `training_config`, `trainingConfig` or `compile_config`.
 * Where one of them is not known here the model stays uncompiled, and the dialect's `note` hears why; so it does of
 * metrics, which are left out. Whether the model is compiled.
 */
export function readTraining(model: Model, config: JsonObject, dialect: Dialect): boolean {
  const optimizer = config['optimizer_config'] ?? config['optimizer'] ?? null, loss = config['loss'] ?? null;
  if (optimizer === null || loss === null) return false;
  try {
    const names = model.network.graph.outputNames, weights = config['loss_weights'] ?? null;
    const metrics = columnsOf(config['metrics'] ?? null, names),
      weighed = columnsOf(config['weighted_metrics'] ?? null, names);
    const isOne = names.length === 1;
    const losses = lossesOf(loss, names), all = metrics.map((own) => metricsOf(own, dialect));
    const weighted = weighed.map((own) => metricsOf(own, dialect));
    const options: CompileOptions = {
      optimizer: optimizerOf(optimizer, dialect), loss: isOne ? losses[0] : losses, metrics: isOne ? all[0] : all,
      ...(weighted.some((own) => own.length > 0) && { weightedMetrics: isOne ? weighted[0] : weighted }),
      ...(weights !== null && !isOne && { lossWeights: weightsOf(weights, names) }),
    };
    model.compile(options);
    return true;
  } catch (error) {
    dialect.note(`the model is not compiled: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** What each output has, of a list in their order, an object by their names, or one for all. */
function columnsOf(value: Json, names: readonly string[]): readonly Json[] {
  if (names.length === 1 && isList(value)) return [value.length === 1 && isList(value[0]) ? value[0] : value];
  if (isObject(value) && value['class_name'] === undefined) return names.map((name) => value[name] ?? null);
  if (isList(value) && value.length === names.length && value.some((own) => isList(own))) return value;
  return names.map((_, i) => (i === 0 || !isList(value) ? value : value));
}

function lossesOf(value: Json, names: readonly string[]): Loss[] {
  const all = isList(value) ? value
    : isObject(value) && value['class_name'] === undefined ? names.map((name) => value[name] ?? null)
    : names.map(() => value);
  if (all.length !== names.length) throw rangeError(`losses must be ${names.length}, got ${all.length}`);
  return all.map(lossOf);
}

function weightsOf(value: Json, names: readonly string[]): number[] {
  const all = isObject(value) ? names.map((name) => value[name] ?? 1) : isList(value) ? value : names.map(() => value);
  return all.map(Number);
}

/** A loss by name, or by class and options. */
function lossOf(value: Json): Loss {
  const part = partOf(value), name = part && lossFamily.named(part.name);
  if (part === undefined || name === undefined) {
    throw rangeError(`the loss must be one of ${lossFamily.names.join(', ')}, got ${show(value)}`);
  }
  const { reduction, ...config } = part.config;
  const said = Object.entries(config).filter(([key, own]) => own !== null && !['name', 'dtype', 'fn'].includes(key)
    && !(key === 'axis' && own === -1));
  const loss = lossFamily.make(name, Object.fromEntries(said.map(([key, own]) => [optionOf(key), own]))) as Loss;
  return reduction === 'sum' ? reduced(loss, 'sum') : loss;
}

function metricsOf(value: Json, dialect: Dialect): Metric[] {
  const all = value === null ? [] : isList(value) ? value : [value];
  return all.flatMap((own) => {
    const found = metricOf(own);
    if (found === undefined) dialect.note(`the metric ${show(own)} is left out, as it is not known here`);
    return found === undefined ? [] : [found];
  });
}

function metricOf(value: Json): Metric | undefined {
  const part = partOf(value);
  if (part === undefined) return undefined;
  const { name: given, config } = part, word = given.endsWith('Wrapper') ? String(config['name']) : given;
  const said = Object.entries(config).filter(([key, own]) => own !== null && own !== false && key !== 'name'
    && key !== 'dtype' && key !== 'fn' && !(key === 'axis' && own === -1));
  if (said.some(([key]) => key !== 'k')) return undefined;
  const name = metricFamily.named(word);
  try {
    if (name !== undefined) return metricFamily.make(name, Object.fromEntries(said));
    return lossFamily.find(word) as Metric | undefined;
  } catch {
    return undefined;
  }
}

/** An optimizer by name, or by class and options. Throws RangeError for one that computes otherwise here. */
function optimizerOf(value: Json, { name: dialect }: Dialect): Optimizer {
  const part = partOf(value), row = part && optimizerOfClass(part.name, dialect);
  if (part === undefined || row === undefined) {
    const known = optimizerRows.filter(({ dialects }) => dialects.includes(dialect)).map(({ className }) => className);
    throw rangeError(`the optimizer must be one of ${known.join(', ')}, got ${show(part?.name ?? value)}`);
  }
  const options: Record<string, unknown> = { ...row.fixed };
  const rate = part.config['learning_rate'] ?? part.config['learningRate'] ?? part.config['lr'];
  if (rate !== undefined) options['learningRate'] = rate;
  const byKey = new Map(Object.entries(row.options).flatMap(([own, key]) => [[key, own], [keyOf(key), own]] as const));
  for (const [key, own] of Object.entries(part.config)) {
    const option = byKey.get(key) ?? SHARED_OPTIONS.find((shared) => shared === optionOf(key));
    if (own === null || own === false || ['learning_rate', 'learningRate', 'lr'].includes(key)
      || SILENT.has(key)) continue;
    if (key === 'decay' && option === undefined && own === 0) continue;
    if (option === undefined) throw rangeError(`the optimizer must be without ${key}, got ${show(own)}`);
    options[option] = own;
  }
  return optimizerFamily.make(row.name, options) as Optimizer;
}
