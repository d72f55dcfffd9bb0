/**
 * Diagnoses the step at which `fit` breaks off.
 * @module
 */

import { NonFiniteError, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import type { Indices } from '../../kernels/index.ts';
import type { Examples } from '../../plan/index.ts';
import { Callback, type History, type Model } from '../../model/index.ts';
import { startOf, type StepStart } from '../trace/tracedStep.ts';
import { diagnoseStep, type Diagnosis } from './diagnose.ts';

/** What {@link nanDetective} takes. */
export interface NanDetectiveOptions {
  /** Called once, with what was found. Default: nobody is told. */
  readonly onFound?: (diagnosis: Diagnosis) => void;
}

/** A callback that finds where the first NaN or Infinity of a step came from. `nanDetective` makes one. */
export class NanDetective extends Callback {
  /** What was found in the last `fit`. */
  diagnosis: Diagnosis | undefined;
  readonly #onFound: NanDetectiveOptions['onFound'];
  #examples: Examples | undefined;
  #params = { batchSize: 1, samples: 0 };
  #order: Indices | undefined;
  /** The step that is being taken. */
  #start: StepStart | undefined;
  #batch = 0;

  constructor(options: NanDetectiveOptions = {}) {
    super();
    expectKnownOptions('nanDetective', options, ['onFound']);
    const { onFound } = options;
    if (onFound !== undefined && typeof onFound !== 'function') {
      throw typeError(`nanDetective: onFound must be a function, got ${show(onFound)}`);
    }
    this.#onFound = onFound;
  }

  override onTrainBegin(_model: Model, params: History['params'], examples: Examples): void {
    this.diagnosis = undefined;
    this.#examples = examples;
    this.#params = params;
  }

  override onEpochBegin(_epoch: number, _model: Model, order: Indices | undefined): void {
    this.#order = order;
  }

  override onBatchBegin(batch: number, model: Model): void {
    this.#batch = batch;
    this.#start = startOf(model);
  }

  override onError(error: unknown, model: Model): boolean {
    if (error instanceof NonFiniteError) this.#diagnose(model);
    return false;
  }

  override onTrainEnd(): void {
    this.#examples = this.#order = this.#start = undefined;
  }

  #diagnose(model: Model): void {
    if (this.diagnosis !== undefined || this.#examples === undefined || this.#start === undefined) return;
    const { batchSize, samples } = this.#params, isSource = samples === 0, { count } = this.#examples;
    const first = isSource ? 0 : this.#batch * batchSize, m = isSource ? count : Math.min(batchSize, samples - first);
    this.diagnosis = diagnoseStep(model, this.#start, this.#examples, this.#order, first, m, first + m === samples);
    if (this.diagnosis !== undefined) this.#onFound?.(this.diagnosis);
  }
}

/**
 * A callback for `fit` that, where training stops on NaN or Infinity, does that step again as `diagnose` and keeps what
 * it finds in `diagnosis`. Training ends as it would without it.
 *
 *     const detective = nanDetective({ onFound: ({ explanation }) => console.error(explanation) });
 *     await model.fit(x, y, { callbacks: [detective] });
 *
 * Before each batch it copies θ, state and the optimizer's buffers; nothing else is done while all is well.
 *
 * Throws TypeError for options that do not fit.
 */
export function nanDetective(options: NanDetectiveOptions = {}): NanDetective {
  return new NanDetective(options);
}
