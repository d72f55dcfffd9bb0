/**
 * What `explainGradient` returns.
 * @module
 */

import type { ExplainedParameter } from './explainedParameter.ts';
import type { ExampleExplanation, ExplanationData } from './explanationData.ts';
import type { ChainedFunction } from './functions.ts';
import type { Path } from './paths.ts';
import { toMarkdown } from './renderMarkdown.ts';
import { toSvg, type SvgOptions } from './renderSvg.ts';
import { toText } from './renderText.ts';
import type { Update } from './update.ts';

/**
 * One gradient, from the weight along all paths to the loss, and the step taken by it. As a string, in words.
 * Made by `explainGradient`; the constructor trusts what it is given.
 */
export class Explanation {
  /** The weight or bias, with its symbol. */
  readonly weight: ExplainedParameter;
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
  readonly #data: ExplanationData;

  constructor(data: ExplanationData) {
    this.weight = data.parameter;
    this.functions = data.functions;
    this.examples = data.examples;
    this.loss = data.loss;
    this.value = data.value;
    this.penalty = data.penalty;
    this.backpropagated = data.backpropagated;
    this.ulps = data.ulps;
    this.finiteDifference = data.finiteDifference;
    this.hasKink = data.hasKink;
    this.update = data.update;
    this.#data = data;
  }

  /** The paths listed, of all examples in turn. */
  get paths(): readonly Path[] {
    return this.examples.flatMap(({ paths }) => paths);
  }

  /** Of all examples. */
  get pathCount(): bigint {
    return this.examples.reduce((sum, { pathCount }) => sum + pathCount, 0n);
  }

  /** Of all examples: the paths without a factor 0. */
  get livePaths(): bigint {
    return this.examples.reduce((sum, { livePaths }) => sum + livePaths, 0n);
  }

  /** The mean over the examples of what paths that are not listed add up to. */
  get remainder(): number {
    return this.examples.reduce((sum, { weight, remainder }) => sum + weight * remainder, 0) / this.examples.length;
  }

  /** The whole derivation as text, its shortest form first. */
  toString(): string {
    return toText(this.#data);
  }

  /** The same as Markdown with formulas in TeX between dollars, as GitHub shows them. */
  toMarkdown(): string {
    return toMarkdown(this.#data);
  }

  /**
   * The network with the paths in it as an SVG file; of the example on which the weight has most effect,
   * or of the one given.
   */
  toSvg(options: SvgOptions = {}): string {
    return toSvg(this.#data, options);
  }

  /** For JSON.stringify. Counts are numbers as long as these are exact, else decimal strings. */
  toJSON(): Readonly<Record<string, unknown>> {
    const {
      weight, value, backpropagated, ulps, finiteDifference, hasKink, penalty, loss, remainder, functions, update,
    } = this;
    const { symbol, layer, i, j, index, uses } = weight;
    return {
      weight: {
        symbol, layer, i, ...(j !== undefined && { j }), index, value: weight.value, ...(uses.length > 1 && { uses }),
      },
      value, backpropagated, ulps, finiteDifference, hasKink, pathCount: exact(this.pathCount),
      livePaths: exact(this.livePaths), remainder, penalty, loss, update, functions,
      examples: this.examples.map(({ values: { targets }, pathCount, livePaths, dead, ...own }) => ({
        ...own, targets: [...targets], pathCount: exact(pathCount), livePaths: exact(livePaths),
        dead: dead.map(({ factor, paths }) => ({ factor, paths: exact(paths) })),
      })),
    };
  }
}

function exact(count: bigint): number | string {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : String(count);
}
