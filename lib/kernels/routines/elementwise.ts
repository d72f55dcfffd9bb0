/**
 * A formula on whole arrays, as a routine.
 * @module
 */

import type { Program } from '../../formula/index.ts';
import { elementwise as elementwise64 } from '../float64/elementwise.ts';
import { LinkedProgram } from '../reference/elementwise.ts';
import { scalar, sizes, whole, type Routine } from './routine.ts';

/** Programs are few and live as long as their modules. */
const known = new WeakMap<Program, Routine>();

/** The routine that runs a program on the first n elements of its arrays: (n, …arrays, …scalars). */
export function programRoutine(program: Program): Routine {
  let routine = known.get(program);
  if (routine === undefined) known.set(program, routine = describe(program));
  return routine;
}

function describe(program: Program): Routine {
  const { arrays, scalars } = program, names = arrays.map(({ name }) => name);
  const linked = new LinkedProgram(program), end = arrays.length;
  return {
    name: 'elementwise',
    program,
    parameters: [
      ...sizes('n'),
      ...arrays.map(({ name, reads, writes }) =>
        whole(name, !writes ? 'reads' : reads ? 'updates' : 'writes', 'n', 1, { mayBe: names })),
      ...scalars.map(scalar),
    ],
    loop32: (n: number, ...rest: readonly (Float32Array | number)[]) =>
      linked.run(n, rest.slice(0, end) as Float32Array[], rest.slice(end) as number[]),
    loop64: (n: number, ...rest: readonly (Float64Array | number)[]) =>
      elementwise64(program, n, rest.slice(0, end) as Float64Array[], rest.slice(end) as number[]),
  };
}
