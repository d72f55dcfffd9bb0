/**
 * Examples with their weights, checked against what a model was compiled for.
 * @module
 */

import type { Shape } from '../core/shape.ts';
import type { Loss } from '../losses/index.ts';
import type { Examples } from '../plan/index.ts';
import { toExamples } from './examples.ts';
import { toSampleWeights, withClassWeights } from './weights.ts';

/** What examples must fit. */
export interface Ends {
  readonly inputShape: Shape;
  readonly outputs: number;
  readonly loss: Loss;
}

/** Throws TypeError, ShapeError or RangeError for examples or weights that do not fit. */
export function checkedExamples(
  who: string, { inputShape, outputs, loss }: Ends, x: unknown, y: unknown,
  { sampleWeight }: { readonly sampleWeight?: unknown },
): Examples {
  const examples = toExamples(who, x, y, inputShape, outputs, loss);
  return sampleWeight === undefined ? examples : {
    ...examples, weights: toSampleWeights(who, sampleWeight, examples.count),
  };
}

/** The examples with the weights of their classes, where there are any. Throws as `checkedExamples`. */
export function ofClasses(who: string, { outputs, loss }: Ends, examples: Examples, classWeight: unknown): Examples {
  if (classWeight === undefined) return examples;
  return { ...examples, weights: withClassWeights(who, examples.weights, classWeight, examples, outputs, loss) };
}
