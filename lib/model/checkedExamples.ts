/**
 * Examples with their weights, checked against what a model was compiled for.
 * @module
 */

import type { Shape } from '../core/shape.ts';
import type { Loss } from '../losses/index.ts';
import type { Examples } from '../plan/index.ts';
import { toExamples, type MutableExamples } from './examples.ts';
import { toSampleWeights, withClassWeights } from './weights.ts';

/** What examples must fit. */
export interface Ends {
  readonly inputShape: Shape;
  readonly outputs: number;
  readonly loss: Loss;
}

/**
 * Examples with their weights, in a record, which is a new one by default. Throws TypeError, ShapeError or RangeError
 * for what does not fit.
 */
export function checkedExamples(
  who: string, { inputShape, outputs, loss }: Ends, x: unknown, y: unknown,
  { sampleWeight }: { readonly sampleWeight?: unknown }, into?: MutableExamples,
): Examples {
  const examples = toExamples(who, x, y, inputShape, outputs, loss, into);
  examples.weights = toSampleWeights(who, sampleWeight, examples.count);
  return examples;
}

/** The examples with the weights of their classes, where there are any. Throws as `checkedExamples`. */
export function ofClasses(who: string, { outputs, loss }: Ends, examples: Examples, classWeight: unknown): Examples {
  if (classWeight === undefined) return examples;
  return { ...examples, weights: withClassWeights(who, examples.weights, classWeight, examples, outputs, loss) };
}
