/**
 * The tensors of a plan by their names, for those who look at a step.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import type { Handle } from '../kernels/handle.ts';
import type { FloatArray } from '../kernels/index.ts';
import type { Plan } from './plan.ts';

/** A buffer by its name. */
export interface NamedTensor<A extends FloatArray = FloatArray> {
  readonly layer: string;
  readonly tensor: string;
  readonly values: A;
}

/** Every buffer: parameters and ∂J/∂ of them, state, and what passes and losses work on. */
export function* allTensors<A extends FloatArray>(plan: Plan<A>): Generator<NamedTensor> {
  const { network: { parameters, state: beside }, theta, gradient, state } = plan;
  yield* tensorsIn(theta, parameters);
  yield* tensorsIn(gradient, parameters, '∂J/∂');
  yield* tensorsIn(state, beside);
  for (const handle of plan.description.tensors.listed) if (handle.layer !== '') yield named(plan, handle);
}

/** The buffers that a forward pass of `batch` examples has filled, in that order; at last the losses of each output. */
export function* forwardTensors<A extends FloatArray>(plan: Plan<A>, batch: number): Generator<NamedTensor> {
  const { inputs, list } = plan.description;
  for (const handle of [...inputs, ...list.flatMap(({ fills }) => fills)]) yield named(plan, handle, batch);
  for (const { losses } of plan.heads) yield named(plan, losses, batch);
}

/** The tensors of θ, then those of the state. */
export function* learnedTensors<A extends FloatArray>({ network, theta, state }: Plan<A>): Generator<NamedTensor<A>> {
  yield* tensorsIn(theta, network.parameters);
  yield* tensorsIn(state, network.state);
}

/** The tensors of ∇, from the last layer back, as backward fills them. */
export function gradientTensors<A extends FloatArray>({ network, gradient }: Plan<A>): readonly NamedTensor[] {
  return [...tensorsIn(gradient, network.parameters, '∂J/∂')].reverse();
}

/** The terms of regularized tensors. */
export function penaltyTensors<A extends FloatArray>(plan: Plan<A>): readonly NamedTensor[] {
  return plan.description.penalties.map(({ terms }) => named(plan, terms));
}

function named<A extends FloatArray>(plan: Plan<A>, handle: Handle, batch?: number): NamedTensor {
  const { layer, tensor, perExample } = handle, values = plan.arrayOf(handle);
  const isPart = batch !== undefined && perExample !== undefined;
  return { layer, tensor, values: isPart ? values.subarray(0, batch * perExample) : values };
}

/** The tensors of a flat buffer, one after the other; `prefix` goes before their names. */
export function* tensorsIn<A extends FloatArray>(
  flat: A, tensors: readonly Parameter[], prefix: string = '',
): Generator<NamedTensor<A>> {
  for (const { layer, name, offset, length } of tensors) {
    yield { layer, tensor: `${prefix}${name}`, values: flat.subarray(offset, offset + length) as A };
  }
}
