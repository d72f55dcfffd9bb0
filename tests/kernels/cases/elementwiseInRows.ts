/**
 * Cases of elementwiseInRows.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import type { Program } from '../../../lib/formula/index.ts';
import type { FloatArray, Kernels } from '../../../lib/kernels/index.ts';
import type { InRows } from '../../../lib/kernels/routines/inRows.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import { leading, offset, room, size, type Case, type Routine } from './case.ts';
import { programs, randomProgram } from './programs.ts';

/** Where an array lies, and in whose memory. */
interface Lying {
  readonly from: number;
  readonly offset: number;
  readonly step: number;
  readonly isSpread: boolean;
}

/** Arrays of a program: rows of their own, the very rows of an earlier one, one row for all, or one element a row. */
function lay(random: Philox, { arrays }: Program, n: number): Lying[] {
  const all: Lying[] = [];
  arrays.forEach(({ writes }, from) => {
    const own = { from, offset: offset(random), step: leading(random, n), isSpread: false };
    const others = all.filter(({ isSpread, step }, other) =>
      !isSpread && step > 0 && (!writes || !arrays[other].writes));
    if (others.length > 0 && once(random, 4)) all.push(pick(random, others));
    else if (!writes && once(random, 4)) all.push({ ...own, step: 1 + random.nextBelow(4), isSpread: true });
    else if (!writes && once(random, 4)) all.push({ ...own, step: 0 });
    else all.push(own);
  });
  return all;
}

/** How many columns: few, or about a multiple of the reference's block of 256. */
const columns = (random: Philox): number => (once(random, 12) ? pick(random, [255, 256, 257, 513]) : size(random));

/** A case of one program. */
export function inRows(program: Program, random: Philox, kind: OperandKind): Case {
  const m = random.nextBelow(8), n = columns(random), lying = lay(random, program, n);
  const scalars = Array.from(operands(random, program.scalars.length, kind));
  return {
    title: `elementwiseInRows ${program.name} m=${m} n=${n}, ${JSON.stringify(lying)}, scalars ${scalars.join(' ')}, `
      + kind,
    arrays: Object.fromEntries(lying.map(({ offset: start, step, isSpread }, i) =>
      [i, operands(random, room(random, start, m, isSpread ? 1 : n, step), kind)])),
    call: <A extends FloatArray>(k: Kernels<A>, at: Readonly<Record<string, A>>) => {
      const rows = lying.map(({ from, offset: start, step, isSpread }): InRows<A> =>
        (isSpread ? [at[from], start, step, 'spread'] : [at[from], start, step]));
      k.elementwiseInRows(program, m, n, rows, scalars);
    },
  };
}

export const elementwiseInRows: Routine = {
  name: 'elementwiseInRows',
  cases: 1200,
  draw: (random, kind) =>
    inRows(once(random, 3) ? randomProgram(random) : pick(random, programs), random, kind),
};
