/**
 * The base of optimizers whose update is a list of calls.
 * @module
 */

import { bindEach } from '../kernels/lists.ts';
import { newRun, runList, type List } from '../kernels/index.ts';
import { Optimizer } from './optimizer.ts';
import { RunNumbers, type Piece, type Step } from './state.ts';

export abstract class ListOptimizer extends Optimizer {
  /** The calls that update a piece. */
  protected abstract list(piece: Piece): List;

  /** Takes θ, slots and ∇ as given: those of the step, or others that a subclass passes on. */
  override applyDense(
    theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>, step: Step,
  ): void {
    const numbers = new RunNumbers(), { next } = numbers, rate = next();
    const list = this.list({ theta, gradient, slots, step, rate, number: next }), run = newRun(numbers.count);
    run.numbers[rate.number] = step.learningRate;
    // One by one: this is bound anew at each step, and a list that is bound as a whole may take room.
    runList(bindEach<Float32Array>(list, { bindCalls: (calls) => calls.map((call) => step.k.bind(call)) }), run);
  }

  /** The list, unless a subclass has an `applyDense` of its own. */
  override bind(piece: Piece): List {
    return this.applyDense === ListOptimizer.prototype.applyDense ? this.list(piece) : super.bind(piece);
  }
}
