/**
 * A training step, operation by operation.
 * @module
 */

import { expectBoolean, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { examplesFor } from '../../model/planFor.ts';
import type { GivenInputs, GivenTargets, Model, WeightOptions } from '../../model/index.ts';
import { expectFilter, expectFilterLists, FILTER_OPTIONS, type TraceFilter } from './filter.ts';
import type { TracedOperation } from './operation.ts';
import { Recorder } from './recorder.ts';
import { startOf, TracedStep } from './tracedStep.ts';

/** What {@link trace} takes. */
export interface TraceOptions extends TraceFilter, WeightOptions {
  /**
   * Called with each operation, in the order of computation. The object is its own to keep. Default: nobody is told.
   */
  readonly onOperation?: (operation: TracedOperation) => void;
  /** Filled with the operations. Default: no list is kept. */
  readonly into?: TracedOperation[];
  /**
   * Whether exp, log, tanh and the like are shown as the basic operations that they are made of, or each as one.
   * Default true.
   */
  readonly expand?: boolean;
}

/** What the step has come to: copies. */
export interface Trace {
  /** J of the batch, from before the update. */
  readonly loss: number;
  /** ∇J of the batch. */
  readonly gradient: Float32Array;
  /** θ after the update. */
  readonly theta: Float32Array;
  /** What layers keep beside θ, after the step. */
  readonly state: Float32Array;
  /** The optimizer's buffers after the update. */
  readonly slots: Readonly<Record<string, Float32Array>>;
  /** How many operations were recorded. */
  readonly operations: number;
}

/** The options of weights, by name. */
export const WEIGHT_OPTIONS: readonly string[] = ['sampleWeight', 'classWeight'];

/**
 * One training step of a compiled model on a batch, every scalar operation shown; the model and its optimizer stay
 * as they are.
 *
 *     const onOperation = (o) => console.log(o.operation, ...o.operands, o.result);
 *     trace(model, x, y, { layers: ['dense'], tensors: ['w'], indices: [5], onOperation });
 *
 * The step is done by the model's own table of kernels on a copy, with the bits of `trainOnBatch` there and then.
 * Beside it each element that the filter wants is computed once more, one operation after the other, from the operands
 * that the table saw; an Error names the first element that differs. So what is shown is what was computed,
 * and the cost is that of the step and of what is wanted: some 0.2 µs an operation. With an element come all operations
 * of the same routine call that lead to it.
 *
 * Not among the operations: copying, comparisons in search of NaN, and what the host computes in binary64:
 * the sum of the examples' losses, and scalars such as the rate, which are operands by name.
 *
 * Throws StateError before `compile`, TypeError, RangeError or ShapeError for arguments that do not fit,
 * and NonFiniteError as `trainOnBatch`, after the operations up to there have been shown.
 */
export function trace(model: Model, x: GivenInputs, y: GivenTargets, options: TraceOptions = {}): Trace {
  expectKnownOptions('trace', options, [...FILTER_OPTIONS, ...WEIGHT_OPTIONS, 'onOperation', 'into', 'expand']);
  const { onOperation, into, expand = true } = options;
  if (onOperation !== undefined && typeof onOperation !== 'function') {
    throw typeError(`trace: onOperation must be a function, got ${show(onOperation)}`);
  }
  if (into !== undefined && !Array.isArray(into)) throw typeError(`trace: into must be an array, got ${show(into)}`);
  expectBoolean('trace', 'expand', expand);
  expectFilterLists('trace', options);
  const examples = examplesFor('trace', model, x, y, options), { count } = examples;
  const recorder = new Recorder((operations) => {
    for (const operation of operations) {
      into?.push(operation);
      onOperation?.(operation);
    }
  }, { filter: options, expand });
  const step = new TracedStep(model, recorder, count, startOf(model));
  expectFilter('trace', options, recorder.names);
  const total = step.run(examples, undefined, 0, count);
  const { theta, gradient, state } = step.plan;
  return {
    loss: total / count, gradient: gradient.slice(), theta: theta.slice(), state: state.slice(),
    slots: step.optimizerWeights.slots, operations: recorder.count,
  };
}
