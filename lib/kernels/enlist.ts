/**
 * The routines of this program. A bundle has those of which something in it makes calls.
 * @module
 */

import type { Call, Calls, Symbolic, Tensor } from './calls.ts';
import { elementwise, elementwiseInRows } from './callsOfFormulas.ts';
import type { Routines } from './routines/routines.ts';
import type { Routine } from './routines/routine.ts';
import type { Emitter } from './simd/emitters/emitter.ts';
import type { Lanes } from './simd/lanes.ts';

type All = Routines<Float32Array>;

/** Makes calls of the routine of that name. */
export interface MakeCall<Name extends keyof All> {
  <A>(...args: Symbolic<Parameters<All[Name]>, A>): Call<A>;
  readonly routine: Routine;
}

/** A routine on SIMD, of which numbers. */
interface Form {
  readonly emitter: Emitter;
  readonly lanes: 'f32' | 'both';
}

const routines: Routine[] = [], forms = new Map<string, Form>();
const makers: Record<string, unknown> = { elementwise, elementwiseInRows };

/** Enters a routine with its SIMD form, in binary32 unless `lanes` says 'both', and gives what makes calls of it. */
export function enlist<Name extends keyof All>(
  routine: Routine, emitter: Emitter, lanes: Form['lanes'] = 'f32',
): MakeCall<Name> {
  const make = <A>(...args: Call<A>['args']): Call<A> => ({ routine, args });
  routines.push(routine);
  forms.set(routine.name, { emitter, lanes });
  return makers[routine.name] = Object.assign(make, { routine }) as MakeCall<Name>;
}

/** Those that are entered. */
export function enlisted(): readonly Routine[] {
  return routines;
}

/** What makes calls of those that are entered, and of formulas. */
export const enlistedCalls: Calls<Tensor> = makers as Calls<Tensor>;

/**
 * The form of a routine in such lanes. Without one it runs on the reference, in binary64 on the witness, with the same
 * bits: there, sums have one accumulator, and columnSums adds beta ⊗ y last.
 */
export function emitterOf(routine: Routine, { float }: Lanes): Emitter | undefined {
  const form = forms.get(routine.name);
  return form !== undefined && (float === 'f32' || form.lanes === 'both') ? form.emitter : undefined;
}
