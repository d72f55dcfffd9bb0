/**
 * Cases of elementwise.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import type { FloatArray, Kernels } from '../../../lib/kernels/index.ts';
import { once, operands, pick } from '../../helpers/random.ts';
import type { Case, Routine } from './case.ts';
import { programs, randomProgram } from './programs.ts';

/** How many elements: few, about a multiple of the reference's block of 256, or any number up to 2000. */
function count(random: Philox): number {
  const draw = random.nextBelow(20);
  if (draw < 14) return random.nextBelow(70);
  if (draw < 18) return pick(random, [255, 256, 257, 511, 512, 513, 768]);
  return random.nextBelow(2001);
}

export const elementwise: Routine = {
  name: 'elementwise',
  cases: 1200,
  draw(random, kind): Case {
    const program = once(random, 3) ? randomProgram(random) : pick(random, programs);
    const n = count(random);
    // any array may be any other one
    const which = program.arrays.map((_, i) => (i > 0 && once(random, 5) ? random.nextBelow(i) : i));
    const isSameView = once(random, 2) || program.stores.length > 1; // else another view of the same elements
    const values = operands(random, program.scalars.length, kind);
    const scalars = Array.from(program.scalars, (_, i) => (once(random, 4) ? 0.1 : values[i]));
    const isRepeated = once(random, 3); // with the same list of arrays and other scalars
    return {
      title: `elementwise ${program.name} n=${n}, arrays ${which.join(' ')}, scalars ${scalars.join(' ')}, ${kind}`,
      arrays: Object.fromEntries(
        program.arrays.map((_, i) => [i, operands(random, n + (once(random, 2) ? 0 : random.nextBelow(9)), kind)]),
      ),
      call: <A extends FloatArray>(k: Kernels<A>, at: Readonly<Record<string, A>>) => {
        const list = which.map((from, i) => (from === i || isSameView ? at[from] : at[from].subarray(0) as A));
        k.elementwise(program, n, list, scalars);
        if (isRepeated) k.elementwise(program, n, list, scalars.slice().reverse());
      },
    };
  },
};
