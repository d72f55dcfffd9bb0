/**
 * One call of one routine with its operands, to be run by any table in any precision.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import type { FloatArray, Kernels } from '../../../lib/kernels/index.ts';
import { routines } from '../../../lib/kernels/allRoutines.ts';
import { once, operandKinds, pick, type OperandKind } from '../../helpers/random.ts';

export interface Case {
  /** The arguments, for the message of a failure. */
  readonly title: string;
  /** Every array the call sees, in full: what lies beside the operands must stay as it is. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
  /** The call. What it returns is compared too. */
  readonly call: <A extends FloatArray>(k: Kernels<A>, arrays: Readonly<Record<string, A>>) => number | boolean | void;
}

/** The arrays, by name, that hold whole numbers which steer addresses. */
export const steering: ReadonlySet<string> = new Set(Object.values(routines).flatMap(({ parameters }) =>
  parameters.flatMap((p) => (p.kind === 'operand' && p.below !== undefined ? [p.name] : []))));

/** How a routine's cases are drawn. */
export interface Routine {
  readonly name: string;
  /** Cases of the quick suite. */
  readonly cases: number;
  /** `kind` of the operands; sizes, offsets and the rest are drawn. */
  readonly draw: (random: Philox, kind: OperandKind) => Case;
}

/** A routine whose operands are of every kind in turn. */
export function drawAny(routine: Routine, random: Philox): Case {
  return routine.draw(random, pick(random, operandKinds));
}

const larger: readonly number[] = [20, 23, 24, 31, 32, 33, 40, 47, 64, 65, 100];

/** A size: mostly from 0 to 17, where every remainder of every tile occurs. */
export function size(random: Philox): number {
  return once(random, 6) ? pick(random, larger) : random.nextBelow(18);
}

/** An alpha or beta: 0, ±1 and ½ have paths of their own; −0 and 10⁻⁵⁰ are 0 in binary32; 0.1 must be rounded. */
export function factor(random: Philox): number {
  return pick(random, [0, 1, 1, 1, -1, 0.5, 0.1, -0, 1e-50, random.nextFloat() * 4 - 2]);
}

/** A leading dimension for rows of `columns` elements: the least, or more. */
export function leading(random: Philox, columns: number): number {
  return Math.max(1, columns) + (once(random, 2) ? 0 : random.nextBelow(9));
}

/** Where an operand starts: mostly at 0. */
export function offset(random: Philox): number {
  return once(random, 2) ? 0 : random.nextBelow(10);
}

/** Distance of a vector's elements: mostly 1. */
export function increment(random: Philox): number {
  return once(random, 2) ? 1 : 1 + random.nextBelow(5);
}

/** The length of an array that holds rows × columns from `start` on, and sometimes a bit more. */
export function room(random: Philox, start: number, rows: number, columns: number, ld: number): number {
  return start + (rows === 0 || columns === 0 ? 0 : (rows - 1) * ld + columns)
    + (once(random, 2) ? 0 : random.nextBelow(8));
}
