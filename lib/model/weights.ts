/**
 * Weights of examples.
 * @module
 */

import {
  ShapeError, expectArrayLike, expectFloat32Number, isPlainObject, isTypedArray, rangeError, show, typeError,
} from '../core/errors.ts';
import { balancedWeights } from '../core/balancedWeights.ts';
import { expectRows, takeNumbers, type Numbers } from '../core/numbers.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Loss } from '../losses/index.ts';
import { argmax } from '../metrics/index.ts';
import type { Examples } from '../plan/index.ts';
import { columnName, toColumns, type Columns } from './columns.ts';
import type { Ends } from './examples.ts';

/**
 * How much each example counts. J is Σ weight · loss / m over the m examples of the batch, those of weight 0 among
 * them, as in tf.keras; Keras 2.2.4 divides by the number of weights that are not 0. Of metrics only `weightedMetrics`
 * are weighted.
 */
export interface SampleWeightOption {
  /**
   * One number an example, finite in binary32; a negative one turns its gradient round, as in policy gradients. Where
   * an example's output has several rows, such as the steps of a sequence, one number a row may be given instead. Where
   * there are several outputs, for all of them, or for each by name or in order, as arrays in an array always are then.
   * Default 1 each.
   */
  readonly sampleWeight?: Columns<Numbers>;
}

/** See {@link SampleWeightOption}; both multiply. */
export interface WeightOptions extends SampleWeightOption {
  /**
   * A weight for each class, by its number, in an object or a Map. An example's class is its label; where targets are
   * vectors, the place of the largest; of a single output, the whole number nearest to its target (0 or 1; −1 or 1 for
   * hinge losses), which halfway between two is the even one, as in Keras 3. Classes that are not named have weight 1.
   * 'balanced': n / (classes · count) for n rows, so many classes among them and so many rows of this one, of those
   * that train, whatever their `sampleWeight`. For models of one output. Default: all 1.
   */
  readonly classWeight?: Readonly<Record<number, number>> | ReadonlyMap<number, number> | 'balanced';
}

/**
 * The weights of rows for each output, as binary32. Throws TypeError, ShapeError or RangeError for what is no weight.
 */
export function toSampleWeights(
  who: string, given: unknown, count: number, { outputNames, outputShapes }: Ends,
): readonly Float32Array[] {
  const isForAll = outputNames.length > 1 && !isPlainObject(given) && !isListOfLists(given);
  const columns = isForAll ? outputNames.map(() => given) : toColumns(who, 'sampleWeight', given, outputNames);
  return columns.map((own, i) => {
    const name = isForAll ? 'sampleWeight' : columnName('sampleWeight', outputNames, i);
    return toWeights(who, name, own, count, outputShapes[i].slice(0, -1));
  });
}

function isListOfLists(given: unknown): boolean {
  return Array.isArray(given) && given.some((own) => Array.isArray(own) || isTypedArray(own));
}

/** Of rows of shape `rows` an example. */
function toWeights(who: string, name: string, given: unknown, count: number, rows: Shape): Float32Array {
  const { values, shape } = takeNumbers(who, name, given, Float64Array), { length } = values, steps = sizeOf(rows);
  if (length !== count && length !== count * steps) {
    const wanted = `${count} weights, one an example${steps === 1 ? '' : `, or ${count * steps}, one a row`}`;
    throw new ShapeError(`${who}: ${name} must hold ${wanted}, got ${length}`);
  }
  expectRows(who, name, shape, length === count ? [] : rows);
  const weights = Float32Array.from(values, (weight: unknown, i) => {
    if (!isWeight(weight)) expectFloat32Number(who, `${name}[${i}]`, weight);
    return weight;
  });
  return length === count * steps ? weights
    : Float32Array.from({ length: count * steps }, (_, row) => weights[Math.floor(row / steps)]);
}

/**
 * The weights of examples times those of their classes; the first `trained` settle what is balanced. Throws TypeError
 * or RangeError for what is no weight or no class, and TypeError for a model of several outputs.
 */
export function withClassWeights(
  who: string, given: unknown, { count, y: targets, weights: [weights] }: Examples, ends: Ends, trained: number,
): readonly Float32Array[] {
  const { outputNames, outputs: [outputs], steps: [steps], losses: [loss] } = ends, [y] = targets;
  if (outputNames.length > 1) {
    const known = outputNames.map(show).join(', '), advice = 'give sampleWeight by output instead';
    throw typeError(`${who}: classWeight must be absent for a model of several outputs (${known}); ${advice}`);
  }
  const [isClass, wanted] = classesOf(loss, outputs), ofClass = new Map<number, number>();
  const own = Float64Array.from({ length: count * steps }, (_, i) => (
    loss.target === 'label' ? y[i] : outputs === 1 ? nearest(y[i]) : argmax(y, i * outputs, outputs)));
  const entries = given === 'balanced' ? balancedWeights(own.subarray(0, trained * steps)) : classEntries(who, given);
  for (const [key, weight] of entries) {
    if (typeof key !== 'number' || !Number.isInteger(key) || !isClass(key)) {
      throw rangeError(`${who}: classWeight must name classes, ${wanted}, got ${show(key)}`);
    }
    expectFloat32Number(who, `classWeight[${key}]`, weight);
    ofClass.set(key, Math.fround(weight));
  }
  return [Float32Array.from(own, (key, i) => {
    const weight = (weights?.[i] ?? 1) * (ofClass.get(key) ?? 1);
    if (!isWeight(weight)) expectFloat32Number(who, `sampleWeight[${i}] times classWeight[${key}]`, weight);
    return weight;
  })];
}

/** What classes there can be, and in words. */
function classesOf({ target, decision }: Loss, outputs: number): readonly [(key: number) => boolean, string] {
  if (target === 'label' || outputs > 1) {
    return [(key) => key >= 0 && key < outputs, `whole numbers from 0 to ${outputs - 1}`];
  }
  if (decision === undefined) return [() => true, 'whole numbers'];
  const { no } = decision;
  return [(key) => key === no || key === 1, `${no} and 1`];
}

/** Classes with their weights. A name in an object is a class where it is a number as JavaScript writes it. */
function classEntries(who: string, given: unknown): readonly (readonly [key: unknown, weight: unknown])[] {
  if (isMap(given)) return [...given];
  if (Array.isArray(given) || isTypedArray(given)) {
    expectArrayLike(who, 'classWeight', given);
    return Array.from<unknown>(given).map((weight, i) => [i, weight]);
  }
  if (!isPlainObject(given)) {
    const wanted = "an object or a Map of weights by class, or 'balanced'";
    throw typeError(`${who}: classWeight must be ${wanted}, got ${show(given)}`);
  }
  return Object.entries(given).map(([name, weight]) => [String(Number(name)) === name ? Number(name) : name, weight]);
}

function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return Object.prototype.toString.call(value) === '[object Map]';
}

/** The whole number nearest to a target, halfway between two the even one, as NumPy's round gives it. */
function nearest(y: number): number {
  const rounded = Math.round(y);
  return rounded - y === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const isWeight = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(Math.fround(value));
