/**
 * What logs show beside the loss: metrics, and where there are several outputs the loss of each.
 * @module
 */

import { typeError } from '../core/errors.ts';
import type { Metric, MetricState } from '../metrics/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Chosen } from './compileOptions.ts';
import type { Ends } from './examples.ts';

const NO_ROOM = new Float32Array(0);

/** A running count over examples. */
export interface Count extends Omit<MetricState, 'update' | 'numbers' | 'restore'> {
  readonly numbers?: MetricState['numbers'] | undefined;
  readonly restore?: MetricState['restore'] | undefined;
  /** Takes in the first rows of what a plan has just computed, a part of a batch of m. */
  update(plan: Plan<Float32Array>, rows: number, m: number): void;
}

/** A number in the logs. */
export interface Measure extends Pick<Metric, 'name' | 'better'> {
  /** A fresh count. */
  start(): Count;
}

/**
 * Those of each output: its loss where it is not the only one, its metrics, then those with weights. Names are then
 * `output_loss`, `output_metric` and, where a metric is among both, `output_weighted_metric`, as in Keras 3. Throws
 * TypeError for one that is to have weights and takes none.
 */
export function measuresOf(
  { outputNames, outputs, losses }: Ends, { metrics, weightedMetrics }: Pick<Chosen, 'metrics' | 'weightedMetrics'>,
): readonly Measure[] {
  const isOnly = outputNames.length === 1;
  return outputNames.flatMap((output, i) => {
    const measure = (metric: Metric, name: string, isWeighted: boolean): Measure => ({
      name: isOnly ? name : `${output}_${name}`, ...(metric.better && { better: metric.better }),
      start: () => new MetricCount(metric.start(outputs[i], losses[i]), i, isWeighted),
    });
    const isAlso = ({ name }: Metric): boolean => partsOf(metrics[i], outputs[i]).some((other) => other.name === name);
    return [
      ...(isOnly ? [] : [{ name: `${output}_loss`, better: 'lower' as const, start: () => new LossCount(i) }]),
      ...partsOf(metrics[i], outputs[i]).map((metric) => measure(metric, metric.name, false)),
      ...partsOf(weightedMetrics[i], outputs[i]).map((metric) => {
        expectWeights(metric, metric.start(outputs[i], losses[i]));
        return measure(metric, isAlso(metric) ? `weighted_${metric.name}` : metric.name, true);
      }),
    ];
  });
}

function expectWeights({ name }: Metric, { update }: MetricState): void {
  if (update.length >= 4) return;
  throw typeError(`compile: weightedMetrics must take weights as the fourth parameter of update, got metric '${name}'`);
}

/** The metrics of one number each that metrics are made of, each of itself as a rule. */
function partsOf(metrics: readonly Metric[], outputs: number): readonly Metric[] {
  return metrics.flatMap((metric) => (metric.parts ? partsOf(metric.parts(outputs), outputs) : [metric]));
}

/** A metric at an output. */
class MetricCount implements Count {
  readonly #state: MetricState;
  readonly #output: number;
  readonly #isWeighted: boolean;
  /** Room for the rows that count, where not all do. */
  #predictions: Float32Array = NO_ROOM;
  #targets: Float32Array = NO_ROOM;
  #weights: Float32Array = NO_ROOM;
  readonly numbers: MetricState['numbers'] | undefined;
  readonly restore: MetricState['restore'] | undefined;

  constructor(state: MetricState, output: number, isWeighted: boolean) {
    this.#state = state;
    this.#output = output;
    this.#isWeighted = isWeighted;
    this.numbers = state.numbers?.bind(state);
    this.restore = state.restore?.bind(state);
  }

  update({ ends }: Plan<Float32Array>, examples: number): void {
    const end = ends[this.#output], { prediction, targets, steps, mask } = end, rows = examples * steps;
    const weights = this.#isWeighted ? end.weights : undefined;
    if (mask === undefined) return this.#state.update(prediction, targets, rows, weights);
    this.#predictions = rowsThatCount(prediction, mask, rows, this.#predictions);
    this.#targets = rowsThatCount(targets, mask, rows, this.#targets);
    if (weights !== undefined) this.#weights = rowsThatCount(weights, mask, rows, this.#weights);
    this.#state.update(this.#predictions, this.#targets, end.validRows(examples), weights && this.#weights);
  }

  result(): number {
    return this.#state.result();
  }

  reset(): void {
    this.#state.reset();
  }
}

/** The first rows that a mask counts, one after the other; in `room`, where that is large enough. */
function rowsThatCount(values: Float32Array, mask: Float32Array, rows: number, room: Float32Array): Float32Array {
  const width = values.length / mask.length;
  const found = room.length < values.length ? new Float32Array(values.length) : room;
  let next = 0;
  for (let r = 0; r < rows; r++) {
    if (mask[r] === 0) continue;
    for (let j = r * width; j < (r + 1) * width; j++) found[next++] = values[j];
  }
  return found;
}

/** The loss of an output, with the weights of examples, before its weight in J; of sums of batches the mean over m. */
class LossCount implements Count {
  readonly #output: number;
  #total = 0;
  #count = 0;

  constructor(output: number) {
    this.#output = output;
  }

  update({ ends }: Plan<Float32Array>, examples: number, m: number): void {
    const end = ends[this.#output], { losses, steps } = end, isSum = end.reduction === 'sum', weight = isSum ? m : 1;
    for (let i = 0; i < examples * steps; i++) this.#total += weight * losses[i];
    this.#count = isSum ? this.#count + examples : end.countedWith(this.#count, examples);
  }

  result(): number {
    return this.#total / this.#count;
  }

  reset(): void {
    this.#total = this.#count = 0;
  }

  numbers(): readonly number[] {
    return [this.#total, this.#count];
  }

  restore([total, count]: readonly number[]): void {
    this.#total = total;
    this.#count = count;
  }
}
