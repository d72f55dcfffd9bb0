/**
 * A formula on rows of arrays, as a routine.
 * @module
 */

import type { Program } from '../../formula/index.ts';
import { elementwiseInRows as elementwiseInRows64 } from '../float64/elementwise.ts';
import { LinkedProgram } from '../reference/elementwise.ts';
import type { InRows } from './inRows.ts';
import { matrix, scalar, sizes, vector, type FloatArray, type Routine } from './routine.ts';

const NAME = 'elementwiseInRows';
/** Arguments of an array: itself, offset, step. */
const TAKES = 3;

/** Programs are few and live as long as their modules; each by which of its arrays are spread. */
const known = new WeakMap<Program, Map<string, Routine>>();

/** The routine that runs a program on m rows of n elements: (m, n, …(array, offset, step), …scalars). */
export function programRoutineInRows(program: Program, operands: readonly InRows<unknown>[]): Routine {
  const spread = new Set(operands.flatMap(([, , , how], i) => (how === undefined ? [] : [i])));
  const key = [...spread].join();
  const routines = known.get(program) ?? new Map<string, Routine>();
  known.set(program, routines);
  let routine = routines.get(key);
  if (routine === undefined) routines.set(key, routine = describe(program, spread));
  return routine;
}

/** Whether a routine runs a program on rows. */
export function isInRows({ name, program }: Routine): boolean {
  return program !== undefined && name === NAME;
}

/** The arguments of a call of the routine. */
export function flatInRows<A, S>(
  m: S, n: S, operands: readonly InRows<A>[], scalars: readonly S[],
): (A | S | number)[] {
  return [m, n, ...operands.flatMap(([array, offset, step]) => [array, offset, step]), ...scalars];
}

/** A call of the routine, by its arguments. */
export function givenInRows<A, S>(
  { parameters }: Routine, [m, n, ...rest]: readonly (A | S | number)[],
): { readonly m: S; readonly n: S; readonly operands: InRows<A>[]; readonly scalars: S[] } {
  const operands = parameters.filter(({ kind }) => kind === 'operand').map((parameter, i): InRows<A> => {
    const [array, offset, step] = rest.slice(TAKES * i) as [A, number, number];
    const isSpread = parameter.kind === 'operand' && parameter.layout === 'vector';
    return isSpread ? [array, offset, step, 'spread'] : [array, offset, step];
  });
  return { m: m as S, n: n as S, operands, scalars: rest.slice(TAKES * operands.length) as S[] };
}

function describe(program: Program, spread: ReadonlySet<number>): Routine {
  const { arrays, scalars } = program, names = arrays.map(({ name }) => name);
  const linked = new LinkedProgram(program, spread), end = TAKES * arrays.length;
  const routine: Routine = {
    name: NAME,
    program,
    parameters: [
      ...sizes('rows', 'columns'), // m and n are names that formulas have for arrays
      ...arrays.map(({ name, reads, writes }, i) => {
        if (spread.has(i)) return vector(name, 'reads', 'rows');
        return matrix(name, !writes ? 'reads' : reads ? 'updates' : 'writes', 'rows', 'columns', { mayBe: names });
      }),
      ...scalars.map(scalar),
    ],
    loop32: (m: number, n: number, ...rest: readonly (Float32Array | number)[]) => {
      const every = (from: number): number[] => arrays.map((_, i) => rest[TAKES * i + from] as number);
      const given = arrays.map((_, i) => rest[TAKES * i] as Float32Array);
      linked.runInRows(m, n, given, every(1), every(2), rest.slice(end) as number[]);
    },
    loop64: (m: number, n: number, ...rest: readonly (Float64Array | number)[]) => {
      const { operands, scalars: numbers } = givenInRows<FloatArray, number>(routine, [m, n, ...rest]);
      elementwiseInRows64(program, m, n, operands as InRows<Float64Array>[], numbers);
    },
  };
  return routine;
}
