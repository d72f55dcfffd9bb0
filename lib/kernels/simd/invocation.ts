/**
 * What a call comes to on SIMD, as data: functions of a memory, with arguments that are whole numbers.
 * @module
 */

import { scalarIn, type BoundCall, type Run, type Scalar } from '../calls.ts';
import { addressOf, sizeOf, type LocatedOperand, type LocatedSize } from './located.ts';
import type { Memory } from './memory.ts';

/** A fixed number, a size, the address of an operand, or beta, which is 0 or 1. */
export type Argument = number | LocatedSize | LocatedOperand | 'beta';

/** A function with its arguments. */
export interface Invocation {
  readonly f: (...args: readonly number[]) => void;
  readonly args: readonly Argument[];
  /** What is written to the scratch's scalars before. */
  readonly scalars?: readonly Scalar[];
}

/** The value of an argument in a run. */
export function valueOf(argument: Argument, run: Run): number {
  if (typeof argument === 'number') return argument;
  if (argument === 'beta') return run.beta;
  return 'address' in argument ? addressOf(argument, run) : sizeOf(argument, run);
}

/** Whether that is the same in every run. */
export function isFixed(argument: Argument): boolean {
  if (typeof argument === 'number') return true;
  return argument !== 'beta' && ('address' in argument ? argument.perTurn : argument.perExample) === 0;
}

/** Invocations by themselves, for calls that are run once, or where a tape has no room. */
export function invoked({ scalars: room }: Memory, invocations: readonly Invocation[]): BoundCall {
  const own = invocations.map(({ f, args, scalars = [] }) => ({ f, args, scalars, values: args.map(() => 0) }));
  return (run) => {
    for (const { f, args, scalars, values } of own) {
      for (let i = 0; i < scalars.length; i++) room[i] = scalarIn(scalars[i], run);
      for (let i = 0; i < args.length; i++) values[i] = valueOf(args[i], run);
      f(...values);
    }
  };
}
