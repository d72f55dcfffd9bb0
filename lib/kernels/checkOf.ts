/**
 * What the doors check, from the description of a routine.
 * @module
 */

import { expectFloat32Array, expectFloat32Number, expectInteger, expectOneOf } from '../core/errors.ts';
import { expectApart, expectEnough, type CheckedOperand } from './checks.ts';
import { placeOperand, placesOf, span, type OperandPlace } from './routines/placeCall.ts';
import type { Routine, Transpose } from './routines/routine.ts';

const TRANSPOSES: readonly Transpose[] = ['N', 'T'];

type Arguments = readonly (Float32Array | number | string)[];

/** Throws for arguments that are wrong in one way. */
type Guard = (args: Arguments) => void;

/**
 * The check of the calls of a routine, made once. It throws for a call that a table cannot be trusted with: TypeError
 * or RangeError for an argument of the wrong kind or out of range, ShapeError for an array too short, RangeError where
 * an id is none or what is written shares an element with another operand.
 */
export function checkOf(routine: Routine): Guard {
  const { name: who } = routine, { transposes, sizes, scalars, operands, positions } = placesOf(routine);
  const written = operands.filter(({ parameter: { access } }) => access !== 'reads');
  const guards = [ // in the order in which a call is refused
    ...transposes.map(({ name, position }): Guard => (args) => expectOneOf(who, name, args[position], TRANSPOSES)),
    ...sizes.map(({ name, position }): Guard => (args) => expectInteger(who, name, args[position])),
    ...scalars.map(({ name, position }): Guard => (args) => expectFloat32Number(who, name, args[position])),
    ...operands.map((place) => liesWithin(who, place)),
    ...operands.flatMap((place) => holdsNumbers(who, place, positions[place.parameter.below ?? '']) ?? []),
    ...written.map((place) => liesApart(who, place, operands)),
  ];
  return (args) => {
    for (let i = 0; i < guards.length; i++) guards[i](args);
  };
}

/** An operand is a Float32Array, and ends in it. */
function liesWithin(who: string, place: OperandPlace): Guard {
  const { name, layout } = place.parameter, isMatrix = layout === 'matrix';
  const offsetName = `${name}Offset`, stepName = isMatrix ? `ld${name}` : `inc${name.toUpperCase()}`;
  return (args) => {
    const lying = placeOperand<Float32Array>(place, args), { array, offset, step, columns } = lying;
    expectFloat32Array(who, name, array);
    expectInteger(who, offsetName, offset);
    if (isMatrix || layout === 'vector') expectInteger(who, stepName, step, isMatrix ? Math.max(1, columns) : 1);
    expectEnough(who, name, array, offset + span(lying));
  };
}

/** The elements of an operand that steers addresses are in its range. */
function holdsNumbers(who: string, place: OperandPlace, limit: number | undefined): Guard | undefined {
  if (limit === undefined) return undefined;
  return (args) => {
    const { array, offset, step, rows } = placeOperand<Float32Array>(place, args), below = Number(args[limit]);
    for (let i = 0, at = offset; i < rows; i++, at += step) {
      const value = array[at];
      if (Number.isInteger(value) && value >= 0 && value < below) continue;
      expectInteger(who, `${place.parameter.name}[${at}]`, value, 0, below - 1);
    }
  };
}

/** What is written lies apart from all other operands. */
function liesApart(who: string, written: OperandPlace, operands: readonly OperandPlace[]): Guard {
  const others = operands.filter((place) => place !== written);
  return (args) => {
    if (others.length === 0) return;
    const { buffer } = args[written.position] as Float32Array; // asking for it is dear, so each is asked once
    for (let i = 0; i < others.length; i++) {
      if ((args[others[i].position] as Float32Array).buffer !== buffer) continue;
      expectApart(who, operandIn(written, args), operandIn(others[i], args));
    }
  };
}

/** An operand as the check of overlaps knows it: elements that follow each other are one row. */
function operandIn(place: OperandPlace, args: Arguments): CheckedOperand {
  const lying = placeOperand<Float32Array>(place, args), { array, offset, step, rows, columns } = lying;
  const { name, layout } = place.parameter;
  const isRow = rows === 1 || (layout !== 'matrix' && step === columns);
  return {
    argument: name, array, start: offset, end: offset + span(lying),
    width: isRow ? rows * columns : columns, stride: isRow ? Infinity : step,
  };
}
