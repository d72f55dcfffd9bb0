/**
 * A call over one memory: the addresses of its operands, and its numbers, which may change from run to run.
 * @module
 */

import { scalarIn, type Call, type Move, type Run, type Scalar, type Size } from '../calls.ts';
import { eachArgument } from '../routines/placeCall.ts';
import type { FloatArray, OperandParameter } from '../routines/routine.ts';
import { F32X4, type Lanes } from './lanes.ts';
import type { Memory } from './memory.ts';

/** A size: fixed + perExample · batch. */
export interface LocatedSize {
  readonly fixed: number;
  readonly perExample: number;
}

/** An operand: where it starts, and bytes from one row to the next (0 where rows follow each other). */
export interface LocatedOperand {
  /** Where it starts in the first turn of a loop, and bytes from one turn to the next. */
  readonly address: number;
  readonly perTurn: number;
  readonly step: number;
}

/** See the module; by the names of the parameters. */
export interface LocatedCall {
  readonly transposes: Readonly<Record<string, unknown>>;
  readonly sizes: Readonly<Record<string, LocatedSize>>;
  readonly scalars: Readonly<Record<string, Scalar>>;
  readonly operands: Readonly<Record<string, LocatedOperand>>;
  /** The operands, and the scalars, in their order. */
  readonly places: readonly LocatedOperand[];
  readonly numbers: readonly Scalar[];
}

const NO_MOVES: readonly Move[] = [];

/** Undefined where an operand lies elsewhere. */
export function locate(
  memory: Memory, { routine, args, moves: moving = NO_MOVES }: Call<FloatArray>,
): LocatedCall | undefined {
  const transposes: Record<string, unknown> = {}, sizes: Record<string, LocatedSize> = {};
  const scalars: Record<string, Scalar> = {};
  const operands: Record<string, LocatedOperand> = {}, places: LocatedOperand[] = [];
  const numbers: Scalar[] = [];
  eachArgument(routine, (kind, position, parameter) => {
    const { name } = parameter, value = args[position];
    if (parameter.kind === 'operand') {
      const { perTurn = 0 } = moving.find((each) => each.position === position) ?? {};
      places.push(operands[name] = locateOperand(memory, parameter, args, position, perTurn));
    } else if (kind === 'transpose') transposes[name] = value;
    else if (kind === 'size') sizes[name] = locateSize(value as Size);
    else numbers.push(scalars[name] = value as Scalar);
  });
  if (places.some(({ address }) => address < 0)) return undefined;
  return { transposes, sizes, scalars, operands, places, numbers };
}

function locateSize(size: Size): LocatedSize {
  return typeof size === 'number' ? { fixed: size, perExample: 0 } : { fixed: 0, perExample: size.perExample };
}

function locateOperand(
  memory: Memory, { layout }: OperandParameter, args: Call<FloatArray>['args'], position: number, perTurn: number,
): LocatedOperand {
  const start = memory.addressOf(args[position] as FloatArray), { bytes } = memory.lanes;
  const offset = layout === 'whole' ? 0 : bytes * (args[position + 1] as number);
  const step = layout === 'matrix' || layout === 'vector' ? bytes * (args[position + 2] as number) : 0;
  return { address: start < 0 ? start : start + offset, perTurn: bytes * perTurn, step };
}

/** Where an operand starts in a run. */
export function addressOf({ address, perTurn }: LocatedOperand, run: Run): number {
  return address + perTurn * run.turn;
}

/** The value of a size in a run. */
export function sizeOf({ fixed, perExample }: LocatedSize, run: Run): number {
  return fixed + perExample * run.batch;
}

/** So many times a size. */
export function times({ fixed, perExample }: LocatedSize, factor: number): LocatedSize {
  return { fixed: fixed * factor, perExample: perExample * factor };
}

/** The value of a scalar in a run, rounded to the precision of the lanes. */
export function numberOf(scalar: Scalar, run: Run, lanes: Lanes = F32X4): number {
  return lanes.round(scalarIn(scalar, run));
}

/** Elements that follow each other. */
export function isDense({ step }: LocatedOperand, { bytes }: Lanes = F32X4): boolean {
  return step === bytes;
}
