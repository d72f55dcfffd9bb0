/**
 * Weights by which rare classes count as much as frequent ones.
 * @module
 */

import { balancedWeights } from '../core/balancedWeights.ts';
import { different, toLabelList, type Labels } from './values.ts';

/**
 * Each class with its weight n / (classes · count), for the labels of n examples: on the whole every class then counts
 * the same, and an example 1 on average. Binary64, one division.
 *
 *     balancedClassWeights([0, 0, 0, 1]) // Map { 0 → 0.666…, 1 → 2 }
 *
 * Throws: TypeError for labels that are neither strings nor numbers.
 * Source: scikit-learn, `compute_class_weight('balanced', …)`.
 */
export function balancedClassWeights(labels: ArrayLike<string>): Map<string, number>;
export function balancedClassWeights(labels: ArrayLike<number>): Map<number, number>;
export function balancedClassWeights(labels: Labels): Map<string | number, number> {
  const list = toLabelList('balancedClassWeights', 'labels', labels), classes = different(list);
  const places = new Map(classes.map((label, place) => [label, place]));
  const weights = balancedWeights(list.map((label) => places.get(label) ?? 0));
  return new Map(classes.map((label, place) => [label, weights.get(place) ?? 0]));
}
