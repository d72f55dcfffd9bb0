/**
 * How far each step moves the parameters: the report's stop rule, 0 < ‖Δθ‖ < precision, as it is looked at.
 * @module
 */
import { Callback, type Model } from '../../lib/index.ts';
import { axpy, nrm2 } from '../../lib/kernels/index.ts';

export interface StepLength {
  readonly step: number;
  /** Of the step's batch, before the step. */
  readonly loss: number;
  /** ‖Δθ‖₂. */
  readonly length: number;
}

/** Keeps ‖Δθ‖ of every step. */
export class StepLengths extends Callback {
  readonly steps: StepLength[] = [];
  #before: Float32Array = new Float32Array();
  #moved: Float32Array = new Float32Array();

  override onTrainBegin({ theta }: Model): void {
    this.#before = theta.slice();
    this.#moved = new Float32Array(theta.length);
  }

  override onStep(_batch: number, loss: number, _size: number, { theta, steps }: Model): void {
    this.#moved.set(theta);
    axpy(theta.length, -1, this.#before, 0, 1, this.#moved, 0, 1);
    this.steps.push({ step: steps, loss, length: nrm2(theta.length, this.#moved, 0, 1) });
    this.#before.set(theta);
  }
}

/** The first ten, every tenth to 100, every hundredth to 1,000 and so on, and the last. */
export function isShown(place: number, count: number): boolean {
  const step = 10 ** Math.floor(Math.log10(place));
  return place === count || place % step === 0;
}

/** A line for each step that is shown. */
export function drawStepLengths(steps: readonly StepLength[], precision: number): string {
  const shown = steps.filter((_, i) => isShown(i + 1, steps.length)), last = steps[steps.length - 1];
  const fewer = shown.length < steps.length ? ', of ever fewer steps' : '';
  const heading = `How far each step moved the parameters${fewer}:`;
  const lines = shown.map(({ step, loss, length }) => {
    const verdict = length > 0 && length < precision ? `  < ${precision}` : '';
    return `${String(step).padStart(8)}${loss.toFixed(6).padStart(14)}${length.toFixed(7).padStart(13)}${verdict}`;
  });
  const isBelow = last.length > 0 && last.length < precision;
  const end = isBelow ? 'Training ended with the last of them.' : `None was below --precision ${precision}.`;
  return [heading, `${'step'.padStart(8)}${'loss'.padStart(14)}${'‖Δθ‖'.padStart(13)}`, ...lines, end].join('\n');
}
