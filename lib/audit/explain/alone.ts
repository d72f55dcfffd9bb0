/**
 * Passes at one example by themselves, on the binary64 witness, and its derivatives by unit backward passes.
 * @module
 */

import { bindAlone, createFloat64Kernels, type ArrayOf, type PartLists, type Tensor } from '../../kernels/index.ts';
import type { Plan } from '../../plan/index.ts';
import { listsOf, type Stretch } from './stretches.ts';

/** Lists of a plan on copies of its tensors. */
export interface Alone {
  readonly arrayOf: ArrayOf<Float64Array>;
  forward(): void;
  backward(): void;
}

/**
 * Copies are of what the plan holds, the bits of production; what runs on them is binary64, and does as in the plan's
 * step of training.
 */
export function alone(plan: Plan<Float32Array>, { forward, backward }: Pick<PartLists, 'forward' | 'backward'>): Alone {
  const copies = new Map<Tensor, Float64Array>();
  const arrayOf = (tensor: Tensor): Float64Array => {
    const copy = copies.get(tensor) ?? Float64Array.from(plan.arrayOf(tensor));
    copies.set(tensor, copy);
    return copy;
  };
  const part = bindAlone(createFloat64Kernels(), { forward, train: forward, backward }, arrayOf);
  return { arrayOf, forward: () => part.train(1, plan.moment), backward: () => part.backward(1) };
}

/** ∂J/∂x of a stretch, given ∂J/∂y; the array is the same each time. y stays as production has it. */
export function backwardOf(plan: Plan<Float32Array>, stretch: Stretch): (dy: ArrayLike<number>) => Float64Array {
  const { flows } = plan.description;
  const [from, to] = [flows.gradientOf(stretch.to), flows.gradientOf(stretch.from)];
  if (from === undefined || to === undefined) throw new Error('explain: nobody needs ∂J/∂x of a stretch');
  const { arrayOf, forward, backward } = alone(plan, listsOf(stretch));
  const y = arrayOf(flows.valueOf(stretch.to)), made = y.slice();
  const dy = arrayOf(from), dx = arrayOf(to);
  return (given) => {
    forward(); // what backward changes of the caches counts once
    y.set(made);
    dy.set(given);
    backward();
    return dx;
  };
}

/** The derivatives of the outputs of a stretch by its inputs. */
export interface Jacobian {
  /** For each input the outputs that depend on it. */
  readonly leadsTo: readonly (readonly number[])[];
  /** Whether each output depends on the input of its number alone. */
  readonly isOneToOne: boolean;
  /** inputs × outputs, row-major. */
  readonly derivatives: Float64Array;
}

/**
 * Gives each output in turn 1 for its derivative, then NaN, which marks all that it depends on, though the derivative
 * be 0. Where each input leads to its own output at most, it does so also where nothing passes, as what dropout drops.
 */
export function jacobianOf(plan: Plan<Float32Array>, stretch: Stretch, inputs: number, outputs: number): Jacobian {
  const back = backwardOf(plan, stretch), derivatives = new Float64Array(inputs * outputs);
  const dy = new Float64Array(outputs);
  const eachOutput = (seed: number, visit: (v: number, dx: Float64Array) => void): void => {
    for (let v = 0; v < outputs; v++) {
      dy.fill(0)[v] = seed;
      visit(v, back(dy));
    }
  };
  eachOutput(1, (v, dx) => { for (let u = 0; u < inputs; u++) derivatives[u * outputs + v] = dx[u]; });
  const leadsTo = Array.from({ length: inputs }, (): number[] => []);
  eachOutput(NaN, (v, dx) => {
    for (let u = 0; u < inputs; u++) if (dx[u] !== dx[u] || derivatives[u * outputs + v] !== 0) leadsTo[u].push(v);
  });
  const isOneToOne = inputs === outputs && leadsTo.every((to, u) => to.every((v) => v === u));
  return { leadsTo: isOneToOne ? leadsTo.map((_, u) => [u]) : leadsTo, isOneToOne, derivatives };
}
