/**
 * Which operation made the first NaN or Infinity.
 * @module
 */

import { expectKnownOptions, NonFiniteError } from '../../core/errors.ts';
import type { Indices } from '../../kernels/index.ts';
import type { Examples } from '../../plan/index.ts';
import type { GivenInputs, GivenTargets, Model, WeightOptions } from '../../model/index.ts';
import type { TensorElement, TracedOperation } from '../trace/operation.ts';
import { Recorder } from '../trace/recorder.ts';
import { examplesFor } from '../../model/planFor.ts';
import { WEIGHT_OPTIONS } from '../trace/trace.ts';
import { startOf, TracedStep, type StepStart } from '../trace/tracedStep.ts';
import { inWords } from './inWords.ts';
import { Origins } from './origins.ts';

/** Where a NaN or Infinity has come from. */
export interface Diagnosis {
  /**
   * The operation that made it of finite numbers; undefined where it was there before the step, in θ, say,
   * or in the examples.
   */
  readonly operation: TracedOperation | undefined;
  /** The element that the operation serves, or that was there. */
  readonly element: TensorElement;
  /** The element where training stopped at it, a loss say. */
  readonly seen: TensorElement;
  /** All of that in one sentence. */
  readonly explanation: string;
}

/**
 * Does one training step on a copy of a compiled model, as `trace`, and names the operation that made the NaN or
 * Infinity on which the step fails, or that its update puts into θ, the state of layers or the optimizer's buffers.
 * Returns undefined where all stays finite.
 *
 *     try { model.trainOnBatch(x, y); } catch { console.log(diagnose(model, x, y)?.explanation); }
 *     // overflow in exp of 91.3 for …
 *
 * A step that fails on loss or gradient leaves the model as it was, so that the same batch shows the same failure. What
 * an operation made and nothing came of, such as the branch of a select that is not taken, is passed over. In `fit`,
 * `nanDetective` knows the batch.
 *
 * Elementary functions count as one operation. Costs about the step itself, and what has become NaN or infinite once
 * more. Throws as `trace` does for arguments that do not fit.
 */
export function diagnose(
  model: Model, x: GivenInputs, y: GivenTargets, options: WeightOptions = {},
): Diagnosis | undefined {
  expectKnownOptions('diagnose', options, WEIGHT_OPTIONS);
  const examples = examplesFor('diagnose', model, x, y, options);
  return diagnoseStep(model, startOf(model), examples, undefined, 0, examples.count);
}

/** The same from a given start, on m rows, those that `order` lists from `first` on. */
export function diagnoseStep(
  model: Model, start: StepStart, examples: Examples, order: Indices | undefined, first: number, m: number,
  endsEpoch: boolean = false,
): Diagnosis | undefined {
  const origins = new Origins();
  const recorder = new Recorder(
    (operations, isShared) => origins.receive(operations, isShared), { expand: false, onlyNonFinite: true },
  );
  const step = new TracedStep(model, recorder, m, start);
  const seen = whereSeen(step, m, () => step.run(examples, order, first, m, endsEpoch));
  if (seen === undefined) return undefined;
  const { element, value } = seen;
  const origin = element.index < 0 && origins.returned !== undefined ? origins.returned : origins.of(element, value);
  return { operation: origin.operation, element: origin.element, seen: element, explanation: inWords(origin, element) };
}

interface Seen {
  readonly element: TensorElement;
  readonly value: number;
}

/** Where a step fails, or what it leaves that is not finite. */
function whereSeen(step: TracedStep, m: number, run: () => void): Seen | undefined {
  try {
    run();
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    const { layer, tensor, index } = error.at;
    return nonFinite('loss', 'losses', step.plan.losses.subarray(0, m * step.plan.ends[0].steps))
      ?? { element: { layer, tensor, index }, value: NaN };
  }
  for (const { layer, tensor, values } of step.learned()) {
    const found = nonFinite(layer, tensor, values);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nonFinite(layer: string, tensor: string, values: Float32Array): Seen | undefined {
  const index = values.findIndex((value) => !Number.isFinite(value));
  return index < 0 ? undefined : { element: { layer, tensor, index }, value: values[index] };
}
