/**
 * Areas under curves of decisions.
 * @module
 */

import {
  expectArray, expectBoolean, expectFloat32Number, expectKnownOptions, expectOneOf, rangeError, show, typeError,
} from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { targetThreshold } from './decision.ts';
import type { Metric, MetricOptions } from './metric.ts';
import { expectName } from './name.ts';

/** What {@link auc} takes. */
export interface AUCOptions extends MetricOptions {
  /** Of rates of true and of false positives, or of precision and recall. Default 'ROC'. */
  readonly curve?: 'ROC' | 'PR';
  /** Whether each output has an area of its own, of which the metric is the mean. Default false: all count alike. */
  readonly multiLabel?: boolean;
  /** What each output's area weighs in that mean, at least 0; where it is 0, there need be no area. Default 1 each. */
  readonly labelWeights?: readonly number[];
}

/** Outputs of one kind of target; with what their rows weigh, once any have weights. */
interface Outputs {
  readonly values: number[];
  weights: number[] | undefined;
}

/** The outputs that one area is of. */
class Area {
  #yes: Outputs = { values: [], weights: undefined };
  #no: Outputs = { values: [], weights: undefined };

  add(a: number, isYes: boolean, weight: number | undefined): void {
    if (weight !== undefined) for (const of of [this.#yes, this.#no]) of.weights ??= of.values.map(() => 1);
    const { values, weights } = isYes ? this.#yes : this.#no;
    values.push(a);
    weights?.push(weight ?? 1);
  }

  result(curve: Curve): number {
    return areaOf(curve, sorted(this.#yes), sorted(this.#no));
  }

  /** The number p of positives, they, then the negatives. With weights −1 − p comes first, and all weights last. */
  numbers(): number[] {
    const { values, weights } = this.#yes, no = this.#no, outputs = [...values, ...no.values];
    if (weights === undefined || no.weights === undefined) return [values.length, ...outputs];
    return [-1 - values.length, ...outputs, ...weights, ...no.weights];
  }

  restore([count, ...rest]: readonly number[]): void {
    const isWeighted = count < 0, yes = isWeighted ? -1 - count : count;
    const all = isWeighted ? rest.length / 2 : rest.length;
    const part = (from: number, to: number): Outputs => ({
      values: rest.slice(from, to), weights: isWeighted ? rest.slice(all + from, all + to) : undefined,
    });
    this.#yes = part(0, yes);
    this.#no = part(yes, all);
  }
}

type Curve = NonNullable<AUCOptions['curve']>;

interface Sorted {
  readonly values: ArrayLike<number>;
  readonly weightAt: (position: number) => number;
}

function sorted({ values, weights }: Outputs): Sorted {
  if (weights === undefined) return { values: Float64Array.from(values).sort(), weightAt: () => 1 };
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  return { values: Float64Array.from(order, (i) => values[i]), weightAt: (position) => weights[order[position]] };
}

/**
 * Descending, one step for all outputs that are equal: what is above is added up, and not what is left of a total, of
 * which rounding may leave nothing.
 */
function areaOf(curve: Curve, yes: Sorted, no: Sorted): number {
  const isNaNAmong = (all: Sorted): boolean => Array.prototype.some.call(all.values, Number.isNaN);
  if (isNaNAmong(yes) || isNaNAmong(no)) return NaN;
  let area = 0, i = yes.values.length - 1, j = no.values.length - 1, tp = 0, fp = 0;
  while (i >= 0 || j >= 0) {
    const a = Math.max(yes.values[i] ?? -Infinity, no.values[j] ?? -Infinity), tpAbove = tp, fpAbove = fp;
    while (i >= 0 && yes.values[i] === a) tp += yes.weightAt(i--);
    while (j >= 0 && no.values[j] === a) fp += no.weightAt(j--);
    if (curve === 'ROC') area += (fp - fpAbove) * (tpAbove + tp);
    else if (tp > tpAbove) area += (tp - tpAbove) * (tp / (tp + fp));
  }
  return curve === 'ROC' ? area / (2 * tp * fp) : area / tp;
}

/**
 * The area under a curve of decisions, exact, by sorting all outputs since the start, which it keeps: one number each,
 * two where rows have weights. (Keras counts at 200 thresholds, and so gives an approximation.)
 *
 *     ROC   how likely the output of a target 1 is above that of a target 0, equals counting half
 *     PR    average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ, precision and recall at each output; no line between points, as
 *           Keras draws it
 *
 * NaN where an output is NaN, where there is no target 1, and for ROC no target 0. All outputs count alike, as they
 * are: the order of logits of yes is that of their probabilities. Labels count as one-hot vectors. A target above ½
 * counts as 1 (for hinge losses, whose targets are −1 and 1: above 0), any other as 0.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws RangeError unless there is one of labelWeights an output.
 *
 * Formula: (pairs in order + ½ · pairs of equals)/all pairs; of PR Σ (Rₙ − Rₙ₋₁) · Pₙ
 * Default: curve 'ROC', multiLabel false, labelWeights 1 each
 * Source: Mann and Whitney 1947; scikit-learn (roc_auc_score, average_precision_score); Keras 3 (AUC) up to its
 * thresholds.
 */
export function auc(options: AUCOptions = {}): Metric {
  expectKnownOptions('auc', options, ['curve', 'multiLabel', 'labelWeights', 'name']);
  const { curve = 'ROC', multiLabel = false, labelWeights, name = 'auc' } = options;
  expectOneOf('auc', 'curve', curve, ['ROC', 'PR']);
  expectBoolean('auc', 'multiLabel', multiLabel);
  expectName('auc', name);
  if (labelWeights !== undefined) {
    expectArray('auc', 'labelWeights', labelWeights);
    labelWeights.forEach((weight, j) => expectFloat32Number('auc', `labelWeights[${j}]`, weight, 0));
    if (!labelWeights.some((weight) => weight > 0)) {
      throw rangeError(`auc: labelWeights must have a number above 0, got ${show(labelWeights)}`);
    }
    if (!multiLabel) throw typeError('auc: multiLabel must be true where labelWeights are given, got false');
  }
  return madeBy('metrics/auc', { ...options }, {
    name, better: 'higher',
    start(outputs, loss) {
      if (labelWeights !== undefined && labelWeights.length !== outputs) {
        throw rangeError(`${name}: labelWeights must be ${outputs}, one an output, got ${labelWeights.length}`);
      }
      const yes = targetThreshold(loss), isLabel = loss.target === 'label';
      const make = (): Area[] => Array.from({ length: multiLabel ? outputs : 1 }, () => new Area());
      let areas = make();
      return {
        update(prediction, targets, batch, weights) {
          for (let i = 0; i < batch * outputs; i++) {
            const row = Math.floor(i / outputs), j = i % outputs, y = isLabel ? Number(targets[row] === j) : targets[i];
            areas[multiLabel ? j : 0].add(prediction[i], y > yes, weights?.[row]);
          }
        },
        result() {
          let total = 0, all = 0;
          areas.forEach((area, j) => {
            const weight = labelWeights?.[j] ?? 1;
            if (weight > 0) total += weight * area.result(curve);
            all += weight;
          });
          return total / all;
        },
        reset() { areas = make(); },
        numbers: () => (multiLabel ? areas.flatMap((area) => withLength(area.numbers())) : areas[0].numbers()),
        restore(numbers) {
          if (!multiLabel) return areas[0].restore(numbers);
          let at = 0;
          for (const area of areas) area.restore(numbers.slice(at + 1, at += 1 + numbers[at]));
        },
      };
    },
  });
}

const withLength = (numbers: readonly number[]): readonly number[] => [numbers.length, ...numbers];
