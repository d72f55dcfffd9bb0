/**
 * Regularizers and constraints at work in the buffers of a plan.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import { add, formula, type Program } from '../formula/index.ts';
import { bindList, newRun, perExample, type FloatArray, type Kernels, type List, type Tensor } from '../kernels/index.ts';
import type { Regularizer } from '../regularizers/index.ts';
import type { Network } from './network.ts';
import type { NamedTensor } from './plan.ts';
import { calls } from './calls.ts';

/** What regularizers and constraints do to θ and ∇. */
export interface Regularization {
  /** What the parameters add to J: the tensors' sums in their order, added in binary64. */
  penalty(): number;
  /** ∇ ← ∇ + ∂penalty/∂θ. */
  addGradient(): void;
  /** Brings each constrained tensor back to what it is held to. */
  constrain(): void;
  /** The terms of each regularized tensor, as the last `penalty` has computed them. */
  terms(): readonly NamedTensor[];
}

/** See {@link Regularization}. Throws ShapeError where a constraint does not fit its tensor. */
export function bindRegularization<A extends FloatArray>(k: Kernels<A>, { layers }: Network, theta: A, gradient: A): Regularization {
  const penalties: { value(): number; addGradient(): void }[] = [];
  const named: NamedTensor[] = [];
  const constraints: (() => void)[] = [];
  for (const { layer, inputShape, parameters } of layers) {
    layer.parameters(inputShape).forEach(({ shape, regularizer, constraint }, i) => {
      const { offset, length, layer: owner, name } = parameters[i];
      const w = theta.subarray(offset, offset + length) as A;
      if (regularizer !== undefined) {
        const terms = k.allocate(length);
        named.push({ layer: owner, tensor: `${regularizer.name} of ${name}`, values: terms });
        penalties.push(bindPenalty(k, regularizer, length, w, gradient.subarray(offset, offset + length) as A, terms));
      }
      if (constraint !== undefined) constraints.push(constraint.bind(k, { shape, w }));
    });
  }
  return {
    penalty() {
      let total = 0;
      for (const penalty of penalties) total += penalty.value();
      return total;
    },
    addGradient() {
      for (const penalty of penalties) penalty.addGradient();
    },
    constrain() {
      for (const constrain of constraints) constrain();
    },
    terms: () => named,
  };
}

function bindPenalty<A extends FloatArray>(k: Kernels<A>, { term, gradient, factors }: Regularizer, n: number, w: A, dw: A, terms: A) {
  const run = newRun();
  const [evaluate, total, add] = bindList(k, [
    calls.elementwise(term, n, [w, terms], factors),
    calls.sum(n, terms, 0, 1),
    calls.elementwise(gradient, n, [w, dw], [...factors, 1]),
  ]);
  return {
    value(): number {
      evaluate(run);
      return Number(total(run));
    },
    addGradient: () => { add(run); },
  };
}

/** What the output of a layer adds to the losses of its examples. */
export interface Activity {
  /** losses ← losses ⊕ the sum of each example's terms, in four lanes. */
  readonly forward: List;
  /** da ← da ⊕ (scale ⊗ ∂term/∂a). */
  readonly backward: List;
}

const adding: Program = formula({
  name: 'add penalties', arrays: ['losses', 'penalties'], define: ({ losses, penalties }) => ({ losses: add(losses, penalties) }),
});

/** See {@link Activity}. */
export function activityOf(
  allocate: (length: number) => Tensor, { term, gradient, factors }: Regularizer, width: number, maxBatch: number,
  a: Tensor, da: Tensor, losses: Tensor,
): Activity {
  const terms = allocate(maxBatch * width), penalties = allocate(maxBatch), m = perExample(1), size = perExample(width);
  return {
    forward: [
      calls.elementwise(term, size, [a, terms], factors),
      calls.rowSums(m, width, terms, penalties),
      calls.elementwise(adding, m, [losses, penalties]),
    ],
    backward: [calls.elementwise(gradient, size, [a, da], [...factors, 'scale'])],
  };
}

/** Room that these need: elements, and in how many arrays. */
export function regularizationRoom({ layers }: Network, maxBatch: number): { length: number; arrays: number } {
  let length = 0, arrays = 0;
  for (const { layer, inputShape, outputShape } of layers) {
    for (const { shape, regularizer, constraint } of layer.parameters(inputShape)) {
      const count = Number(regularizer !== undefined) + 2 * Number(constraint !== undefined);
      length += count * sizeOf(shape);
      arrays += count;
    }
    if (layer.activityRegularizer === undefined) continue;
    length += maxBatch * (sizeOf(outputShape) + 1);
    arrays += 2;
  }
  return { length, arrays };
}
