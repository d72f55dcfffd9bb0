/**
 * Examples with their weights, checked against what a model was compiled for.
 * @module
 */

import type { Examples, Targets } from '../plan/index.ts';
import { takeInputs, takeTargets, type Ends } from './examples.ts';
import { toSampleWeights, withClassWeights } from './weights.ts';

/** Examples that are filled in: a model has some for the batches that it is given one by one. */
export interface HeldExamples extends Examples {
  who: string;
  count: number;
  readonly x: Float32Array[];
  readonly y: Targets[];
  weights: readonly Float32Array[];
}

export function noExamples(): HeldExamples {
  return { who: '', count: 0, x: [], y: [], weights: [] };
}

const NOTHING = new Float32Array(0);
const NONE: readonly Float32Array[] = [];

/** Lets go of what is held. */
export function release({ x, y }: HeldExamples): void {
  for (let i = 0; i < x.length; i++) x[i] = NOTHING;
  for (let i = 0; i < y.length; i++) y[i] = NOTHING;
}

/** Throws TypeError, ShapeError or RangeError for examples or weights that do not fit; `held` are those filled in. */
export function checkedExamples(
  who: string, ends: Ends, x: unknown, y: unknown, { sampleWeight }: { readonly sampleWeight?: unknown },
  held: HeldExamples = noExamples(),
): Examples {
  const count = takeInputs(who, x, ends, held.x);
  takeTargets(who, y, count, ends, held.y);
  held.who = who;
  held.count = count;
  held.weights = sampleWeight === undefined ? NONE : toSampleWeights(who, sampleWeight, count, ends);
  return held;
}

/**
 * The examples, of which the first `trained` train, with the weights of their classes, where there are any. Throws as
 * `checkedExamples`.
 */
export function ofClasses(
  who: string, ends: Ends, examples: Examples, classWeight: unknown, trained: number = examples.count,
): Examples {
  if (classWeight === undefined) return examples;
  return { ...examples, weights: withClassWeights(who, classWeight, examples, ends, trained) };
}
