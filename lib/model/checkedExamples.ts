/**
 * Examples with their weights, checked against what a model was compiled for.
 * @module
 */

import type { Examples } from '../plan/index.ts';
import { toInputs, toTargets, type Ends } from './examples.ts';
import { toSampleWeights, withClassWeights } from './weights.ts';

/** Throws TypeError, ShapeError or RangeError for examples or weights that do not fit. */
export function checkedExamples(
  who: string, ends: Ends, x: unknown, y: unknown, { sampleWeight }: { readonly sampleWeight?: unknown },
): Examples {
  const given = toInputs(who, x, ends), { count } = given;
  const targets = toTargets(who, y, count, ends);
  return { who, count, x: given.x, y: targets, weights: toSampleWeights(who, sampleWeight, count, ends.outputNames) };
}

/** The examples with the weights of their classes, where there are any. Throws as `checkedExamples`. */
export function ofClasses(who: string, ends: Ends, examples: Examples, classWeight: unknown): Examples {
  if (classWeight === undefined) return examples;
  return { ...examples, weights: withClassWeights(who, classWeight, examples, ends) };
}
