/**
 * What a call works on.
 * @module
 */

import type { Call, Tensor } from './calls.ts';
import type { HostCall } from './lists.ts';
import { placesOf } from './routines/placeCall.ts';
import type { Access } from './routines/routine.ts';

export interface Operand {
  readonly access: Access;
  readonly tensor: Tensor;
}

/** The tensors of a call, in the order of its arguments. */
export function operandsOf(call: Call<Tensor> | HostCall): readonly Operand[] {
  if ('host' in call) {
    const { reads, writes } = call;
    return [
      ...reads.map((tensor): Operand => ({ access: 'reads', tensor })),
      ...writes.map((tensor): Operand => ({ access: 'writes', tensor })),
    ];
  }
  return placesOf(call.routine).operands.map(({ position, parameter: { access } }) => (
    { access, tensor: call.args[position] as Tensor }));
}
