/**
 * The R-operator: a table of kernels that carries a derivative beside every value.
 * @module
 */

import type { Program } from '../formula/index.ts';
import { allRoutines } from '../kernels/allRoutines.ts';
import { ONCE, bindPositional, type Move } from '../kernels/calls.ts';
import {
  runList, type BoundCall, type Call, type FloatArray, type Kernels, type Scalar, type Size,
} from '../kernels/index.ts';
import { programRoutine } from '../kernels/routines/elementwise.ts';
import { flatInRows, givenInRows, isInRows, programRoutineInRows } from '../kernels/routines/elementwiseInRows.ts';
import type { InRows } from '../kernels/routines/inRows.ts';
import { placesOf } from '../kernels/routines/placeCall.ts';
import { tableOf } from '../kernels/routines/tableOf.ts';
import { lostDerivative, noDerivative } from './noDerivative.ts';
import { tangentProgram } from './tangentProgram.ts';
import { Tangents } from './tangents.ts';

/**
 * A table that computes what `base` computes and beside each written array its derivative ẋ in a direction,
 * which `tangents` keeps: forward-mode differentiation of whatever is written against the table, layers, losses and
 * their backward passes alike.
 *
 * With θ̇ = v, forward and backward passes leave H·v beside ∇J. So no layer has a line of code for curvature.
 * dot, nrm2 and sum return numbers, whose derivatives would be lost: they throw TypeError, as a formula on the bits
 * of floats does, naming `user`.
 * Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994.
 */
export function createTangentKernels<A extends FloatArray>(
  base: Kernels<A>, tangents: Tangents<A>, user: string = 'a model',
): Kernels<A> {
  const bind = (call: Call<A>): BoundCall => bindWithTangent(call, base, tangents, user);
  return {
    name: `${base.name} with derivatives`,
    warmUp: () => {},
    bind,
    allocate: (length) => tangents.pair(base.allocate(length), base.allocate(length)),
    reserve: (length, arrays) => createTangentKernels(base.reserve(2 * length, 2 * arrays), tangents, user),
    ...tableOf<A>(allRoutines, (routine) => (...args: Call<A>['args']) => bind({ routine, args })(ONCE)),
    loadRows(count, width, source, indices, first, out) {
      base.loadRows(count, width, source, indices, first, out);
      tangents.of(out).fill(0, 0, count * width);
    },
    elementwise(program, n, arrays, scalars = []) {
      bind({ routine: programRoutine(program), args: [n, ...arrays, ...Array.from(scalars)] })(ONCE);
    },
    elementwiseInRows(program, m, n, arrays, scalars = []) {
      const routine = programRoutineInRows(program, arrays);
      bind({ routine, args: flatInRows<A, number>(m, n, arrays, Array.from(scalars)) })(ONCE);
    },
  };
}

/**
 * A call and its derivative, as the description of its routine says: derivatives first, since the call may write over
 * what they read.
 */
function bindWithTangent<A extends FloatArray>(
  call: Call<A>, base: Kernels<A>, tangents: Tangents<A>, user: string,
): BoundCall {
  const { routine, args } = call, { program, tangent } = routine, rate = (array: A): A => tangents.of(array);
  if (program !== undefined) return base.bind(programWithTangent(call, program, rate, user));
  if (routine.returns === 'number') return lostDerivative(routine, user);
  if (tangent === undefined) return base.bind(call);
  if (typeof tangent === 'function') {
    return bindPositional((...values) => Reflect.apply(tangent, undefined, [base, rate, ...values]) as unknown, call);
  }
  const { operands, positions } = placesOf(routine);
  /** The call with the derivatives of some operands in their places, added to what is there if `adds`. */
  const onRates = (isRate: (name: string) => boolean, adds: boolean): Call<A> => {
    const changed = [...args];
    for (const { parameter: { name, below }, position } of operands) {
      if (below === undefined && isRate(name)) changed[position] = rate(args[position] as A);
    }
    if (adds && 'beta' in positions) changed[positions.beta] = 1;
    return { ...call, args: changed };
  };
  const rates = tangent === 'linear'
    ? [onRates(() => true, false)]
    : tangent.product.map((factor, i) => onRates((name) => name === factor || !tangent.product.includes(name), i > 0));
  const bound = [...rates, call].map((each) => base.bind(each));
  return (run) => runList(bound, run);
}

/** The call of a formula on its arrays and then their derivatives, which lie and move as they do. */
function programWithTangent<A extends FloatArray>(
  { routine, args, moves = [] }: Call<A>, program: Program, rate: (array: A) => A, user: string,
): Call<A> {
  const withRates = tangentProgram(program, (reason) => {
    throw noDerivative(user, reason);
  });
  const moved = (by: number): Move[] =>
    [...moves, ...moves.map(({ position, perTurn }) => ({ position: position + by, perTurn }))];
  if (isInRows(routine)) {
    const { m, n, operands, scalars } = givenInRows<A, Size | Scalar>(routine, args);
    const all = [...operands, ...operands.map(([array, ...where]): InRows<A> => [rate(array), ...where])];
    return {
      routine: programRoutineInRows(withRates, all), args: flatInRows(m, n, all, scalars),
      moves: moved(3 * operands.length),
    };
  }
  const [n, ...rest] = args;
  const arrays = rest.slice(0, program.arrays.length) as A[], scalars = rest.slice(program.arrays.length);
  return {
    routine: programRoutine(withRates), args: [n, ...arrays, ...arrays.map(rate), ...scalars],
    moves: moved(arrays.length),
  };
}
