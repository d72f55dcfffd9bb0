/**
 * What is known of one gradient, before it is put into words.
 * @module
 */

import type { Shape } from '../../core/shape.ts';
import type { ExplainedParameter } from './explainedParameter.ts';
import type { ChainedFunction } from './functions.ts';
import type { ExampleValues, Factor } from './levels.ts';
import type { Path } from './paths.ts';
import type { ReportLayer } from './reportLayers.ts';
import type { Update } from './update.ts';

/** What one example says. */
export interface ExampleExplanation {
  /** Its number among those given, from 0. */
  readonly example: number;
  /** Its loss, the bits of production. */
  readonly loss: number;
  /** How much it counts. */
  readonly weight: number;
  /** The strongest paths, dead ones last. */
  readonly paths: readonly Path[];
  /** How many paths there are. */
  readonly pathCount: bigint;
  /** Paths without a factor 0. */
  readonly livePaths: bigint;
  /** The factors 0 that paths end at, first as seen from the weight, and how many end there. */
  readonly dead: readonly { readonly factor: Factor; readonly paths: bigint }[];
  /** The sum of all paths that are not listed; 0 where all are. */
  readonly remainder: number;
  /** For each unit of the later layers, the sum of all paths through its z. */
  readonly through: readonly { readonly layer: number; readonly unit: number; readonly sum: number }[];
  /** ∂J/∂w of this example alone: the sum of all paths. */
  readonly value: number;
  /** The sum of their magnitudes: what rounding is to be measured by. */
  readonly magnitude: number;
  /** The bits of back-propagation for this example alone. */
  readonly backpropagated: number;
  /** z and a of all layers. */
  readonly values: ExampleValues;
}

/** All that is known. */
export interface ExplanationData {
  /** The chain of functions from the weight to the loss, the report's 2.1. */
  readonly functions: readonly ChainedFunction[];
  /** One by one. */
  readonly examples: readonly ExampleExplanation[];
  /** J: the mean of the examples' losses and what regularizers add; from the bits of production. */
  readonly loss: number;
  /** ∂J/∂w: the mean of the examples' path sums, plus `penalty`; binary64. */
  readonly value: number;
  /** What a regularizer of the weight adds. */
  readonly penalty: number;
  /** The same by back-propagation: the bits of training. */
  readonly backpropagated: number;
  /** How many binary32 numbers lie between `value`, rounded, and `backpropagated`. */
  readonly ulps: number;
  /** The same by differences of J in binary64. */
  readonly finiteDifference: number;
  /** Whether J has a kink within the step of these differences, at 0 of a ReLU say; they then mean little. */
  readonly hasKink: boolean;
  /** What training would do with the weight. */
  readonly update: Update;
  readonly parameter: ExplainedParameter;
  readonly layers: readonly ReportLayer[];
  readonly inputShape: Shape;
  readonly isFused: boolean;
  readonly isLabel: boolean;
}
