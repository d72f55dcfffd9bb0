/**
 * A call over one memory: the addresses of its operands, and its numbers, which may change from run to run.
 * @module
 */

import { scalarIn, type Call, type Run, type Scalar, type Size } from '../calls.ts';
import { eachArgument } from '../routines/placeCall.ts';
import type { OperandParameter } from '../routines/routine.ts';
import type { Memory } from './memory.ts';

/** A size: fixed + perExample · batch. */
export interface LocatedSize {
  readonly fixed: number;
  readonly perExample: number;
}

/** An operand: where it starts, and bytes from one row to the next (0 where rows follow each other). */
export interface LocatedOperand {
  readonly address: number;
  readonly step: number;
}

/** See the module; by the names of the parameters. */
export interface LocatedCall {
  readonly transposes: Readonly<Record<string, unknown>>;
  readonly sizes: Readonly<Record<string, LocatedSize>>;
  readonly scalars: Readonly<Record<string, Scalar>>;
  readonly operands: Readonly<Record<string, LocatedOperand>>;
  /** The addresses of the operands, and the scalars, in their order. */
  readonly addresses: readonly number[];
  readonly numbers: readonly Scalar[];
}

/** Undefined where an operand lies elsewhere. */
export function locate(memory: Memory, { routine, args }: Call<Float32Array>): LocatedCall | undefined {
  const transposes: Record<string, unknown> = {}, sizes: Record<string, LocatedSize> = {}, scalars: Record<string, Scalar> = {};
  const operands: Record<string, LocatedOperand> = {}, addresses: number[] = [], numbers: Scalar[] = [];
  eachArgument(routine, (kind, position, parameter) => {
    const { name } = parameter, value = args[position];
    if (parameter.kind === 'operand') {
      operands[name] = locateOperand(memory, parameter, args, position);
      addresses.push(operands[name].address);
    } else if (kind === 'transpose') transposes[name] = value;
    else if (kind === 'size') sizes[name] = locateSize(value as Size);
    else numbers.push(scalars[name] = value as Scalar);
  });
  return addresses.some((address) => address < 0) ? undefined : { transposes, sizes, scalars, operands, addresses, numbers };
}

function locateSize(size: Size): LocatedSize {
  return typeof size === 'number' ? { fixed: size, perExample: 0 } : { fixed: 0, perExample: size.perExample };
}

function locateOperand(memory: Memory, { layout }: OperandParameter, args: Call<Float32Array>['args'], position: number): LocatedOperand {
  const address = memory.addressOf(args[position] as Float32Array);
  const offset = layout === 'whole' ? 0 : 4 * (args[position + 1] as number);
  const step = layout === 'matrix' || layout === 'vector' ? 4 * (args[position + 2] as number) : 0;
  return { address: address < 0 ? address : address + offset, step };
}

/** The value of a size in a run. */
export function sizeOf({ fixed, perExample }: LocatedSize, run: Run): number {
  return fixed + perExample * run.batch;
}

/** The value of a scalar in a run, rounded to binary32. */
export function numberOf(scalar: Scalar, run: Run): number {
  return Math.fround(scalarIn(scalar, run));
}

/** Elements that follow each other, four bytes apart. */
export function isDense({ step }: LocatedOperand): boolean {
  return step === 4;
}
