/**
 * The network of a setting.
 * @module
 */
import type { Kernels } from '../../../lib/kernels/index.ts';
import { Dense, dense, dropout, type Layer } from '../../../lib/layers/index.ts';
import { sequential } from '../../../lib/lean/index.ts';
import { meanSquaredError, sparseCategoricalCrossentropy, type Loss } from '../../../lib/losses/index.ts';
import { accuracy } from '../../../lib/metrics/index.ts';
import type { Model } from '../../../lib/model/index.ts';
import { fromConfig, type Optimizer } from '../../../lib/optimizers/index.ts';
import { l1, l2, type Regularizer } from '../../../lib/regularizers/index.ts';
import type { DataInfo, LayerInfo } from '../protocol.ts';
import type { OptimizerSetting, RegularizerSetting, Setting } from '../setting.ts';

export interface NetworkOptions {
  readonly kernels?: Kernels;
  readonly maxBatch?: number;
  readonly optimizer?: OptimizerSetting;
  /** Whether dropout stands in it, which has no numbers in θ. Default true. */
  readonly hasDropout?: boolean;
}

/** A loss for the data. */
export function lossFor({ task }: Pick<DataInfo, 'task'>): Loss {
  return task === 'classification' ? sparseCategoricalCrossentropy() : meanSquaredError;
}

/** Compiled, with first weights by the seed. Throws as the optimizer for its options. */
export function buildNetwork(setting: Setting, info: DataInfo, options: NetworkOptions = {}): Model {
  const { kernels, maxBatch, optimizer = setting.optimizer } = options;
  const model = sequential(layersOf(setting, info, options.hasDropout ?? true), {
    seed: setting.seed, ...(kernels !== undefined && { kernels }), ...(maxBatch !== undefined && { maxBatch }),
  });
  model.compile({
    optimizer: toOptimizer(optimizer), loss: lossFor(info),
    metrics: info.task === 'classification' ? [accuracy] : [],
  });
  return model;
}

/** Throws RangeError or TypeError as the optimizer does. */
export function toOptimizer({ name, learningRate, options }: OptimizerSetting): Optimizer {
  return fromConfig({ name, ...options, learningRate });
}

function toRegularizer({ name, rate }: RegularizerSetting): Regularizer {
  return name === 'l1' ? l1({ l1: rate }) : l2({ l2: rate });
}

function layersOf({ layers, regularizer }: Setting, { inputs, task, classes }: DataInfo, hasDropout: boolean): Layer[] {
  const own = regularizer && { kernelRegularizer: toRegularizer(regularizer) };
  const inputShape = [inputs], first = layers.length === 0 ? { inputShape } : {};
  return [
    ...layers.flatMap(({ units, activation, dropout: rate, initializer }, i) => [
      dense({ units, activation, kernelInitializer: initializer, ...own, ...(i === 0 && { inputShape }) }),
      ...(rate > 0 && hasDropout ? [dropout({ rate })] : []),
    ]),
    task === 'classification' ? dense({ units: classes.length, activation: 'softmax', ...own, ...first })
      : dense({ units: 1, ...own, ...first }),
  ];
}

/** From the input on, as the report counts. */
export function layerInfos(
  { layers, parameters }: Model, { inputs }: Pick<DataInfo, 'inputs'>, setting?: Setting,
): LayerInfo[] {
  const placeOf = (layer: string, name: string): number | undefined => (
    parameters.find((one) => one.layer === layer && one.name === name)?.offset);
  const names = [...new Set(parameters.map(({ layer }) => layer))];
  const own = layers.filter((layer) => layer instanceof Dense);
  return [
    {
      name: 'input', number: 1, units: inputs, activation: undefined, dropout: 0, weights: undefined, biases: undefined,
    },
    ...own.map(({ units, activation }, i): LayerInfo => ({
      name: names[i], number: i + 2, units, activation: activation?.name ?? 'linear',
      dropout: setting?.layers.at(i)?.dropout ?? 0, weights: placeOf(names[i], 'w'), biases: placeOf(names[i], 'b'),
    })),
  ];
}
