/**
 * The R-operator: a table of kernels that carries a derivative beside every value.
 * @module
 */

import { bindInvoked } from '../kernels/bindInvoked.ts';
import type { FloatArray, Kernels } from '../kernels/index.ts';
import { placeCall } from '../kernels/routines/placeCall.ts';
import type { Routine } from '../kernels/routines/routine.ts';
import { invoke, tableOf } from '../kernels/routines/tableOf.ts';
import { lostDerivative, noDerivative } from './noDerivative.ts';
import { tangentProgram } from './tangentProgram.ts';
import { Tangents } from './tangents.ts';

/**
 * A table that computes what `base` computes and beside each written array its derivative ẋ in a direction, which `tangents` keeps: forward-mode
 * differentiation of whatever is written against the table, layers, losses and their backward passes alike.
 *
 * With θ̇ = v, forward and backward passes leave H·v beside ∇J. So no layer has a line of code for curvature.
 * dot, nrm2 and sum return numbers, whose derivatives would be lost: they throw TypeError, as a formula on the bits of floats does, naming `user`.
 * Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994.
 */
export function createTangentKernels<A extends FloatArray>(base: Kernels<A>, tangents: Tangents<A>, user: string = 'a model'): Kernels<A> {
  const refuse = (reason: string): never => {
    throw noDerivative(user, reason);
  };
  const table: Kernels<A> = {
    name: `${base.name} with derivatives`,
    warmUp: () => {},
    bind: (call) => bindInvoked(table, call),
    allocate: (length) => tangents.pair(base.allocate(length), base.allocate(length)),
    reserve: (length, arrays) => createTangentKernels(base.reserve(2 * length, 2 * arrays), tangents, user),
    ...tableOf<A>((routine) => lostDerivative(routine, user) ?? withTangent(routine, base, tangents)),
    loadRows(count, width, source, indices, first, out) {
      base.loadRows(count, width, source, indices, first, out);
      tangents.of(out).fill(0, 0, count * width);
    },
    elementwise: (program, n, arrays, scalars) => base.elementwise(tangentProgram(program, refuse), n, tangents.joined(arrays), scalars),
  };
  return table;
}

type Call<A> = (...args: readonly (A | number | string)[]) => unknown;

/** A routine and its derivative, as its description says. */
function withTangent<A extends FloatArray>(routine: Routine, base: Kernels<A>, tangents: Tangents<A>): Call<A> {
  const { tangent, parameters } = routine, rate = (array: A): A => tangents.of(array);
  if (tangent === undefined) return (...args) => invoke(base, routine, args);
  if (typeof tangent === 'function') return (...args) => Reflect.apply(tangent, undefined, [base, rate, ...args]);
  const hasBeta = parameters.some(({ name }) => name === 'beta');
  return (...args) => {
    const { operands, positions } = placeCall<A>(routine, args);
    /** The call with the derivatives of some operands in their places, added to what is there if `adds`. */
    const onRates = (isRate: (name: string) => boolean, adds: boolean): void => {
      const changed = [...args];
      for (const { parameter: { name }, position, array } of operands) if (isRate(name)) changed[position] = rate(array);
      if (adds && hasBeta) changed[positions['beta']] = 1;
      invoke(base, routine, changed);
    };
    if (tangent === 'linear') onRates(() => true, false);
    else tangent.product.forEach((factor, i) => onRates((name) => name === factor || !tangent.product.includes(name), i > 0));
    invoke(base, routine, args);
  };
}
